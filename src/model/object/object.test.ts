import { expect, test } from "vitest";
import { kinds, pluralOf } from "./object.ts";

test("the words of REST paths", () => {
  expect(kinds.map(pluralOf)).toEqual([
    "gateways",
    "routes",
    "streamroutes",
    "services",
    "instances",
    "consumers",
    "revocations",
    "certificates",
    "secrets",
    "trustbundles",
    "nodegroups",
    "policies",
    "ratelimitdomains",
    "envoypatches",
  ]);
});
