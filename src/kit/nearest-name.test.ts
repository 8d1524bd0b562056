import { expect, test } from "vitest";
import { nearestName } from "./nearest-name.ts";

const names = ["timeout", "retries", "hostnames", "connect_timeout", "tls", "match"];

test.each([
  ["timeot", "timeout"],
  ["tiemout", "timeout"],
  ["Timeout", "timeout"],
  ["connectTimeout", "connect_timeout"],
  ["connect-timeout", "connect_timeout"],
  ["hostname", "hostnames"],
  ["tsl", "tls"],
  ["matches", "match"],
])("%s is meant to be %s", (word, name) => {
  expect(nearestName(word, names)).toBe(name);
});

test.each(["", "zzz", "x", "completelyDifferent", "t".repeat(5000)])("%s is near nothing", (word) => {
  expect(nearestName(word, names)).toBeUndefined();
});

test("the first of equally near names wins", () => {
  expect(nearestName("bat", ["cat", "rat"])).toBe("cat");
});
