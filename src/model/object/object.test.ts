import { expect, it } from "vitest";
import { kinds, pluralOf } from "./object.ts";

it("names the plural of every kind", () => {
  expect(kinds.map(pluralOf)).toEqual([
    "gateways",
    "routes",
    "streamroutes",
    "services",
    "instances",
    "certificates",
    "secrets",
    "trustbundles",
    "nodegroups",
    "policies",
    "envoypatches",
  ]);
});
