import { expect, test } from "vitest";
import { type RouteMatch, ruleIdentity } from "./route.ts";

const base: readonly RouteMatch[] = [{ path: { prefix: "/" } }];

test("a name is the identity", () => {
  expect(ruleIdentity({ name: "first", matches: base })).toBe("first");
});

test.each<[string, readonly RouteMatch[] | undefined]>([
  ["no matches", undefined],
  ["an empty match", [{}]],
])("%s means every path", (_, matches) => {
  expect(ruleIdentity(matches === undefined ? {} : { matches })).toBe(ruleIdentity({ matches: base }));
});

test.each<[string, RouteMatch, RouteMatch]>([
  ["one method as text or list", { method: "GET" }, { method: ["GET"] }],
  ["methods in any order and case", { method: ["GET", "POST"] }, { method: ["post", "get"] }],
  ["fields in any order", { path: { exact: "/a" }, method: "GET" }, { method: "GET", path: { exact: "/a" } }],
])("%s: one identity", (_, left, right) => {
  expect(ruleIdentity({ matches: [left] })).toBe(ruleIdentity({ matches: [right] }));
});

test.each<[string, RouteMatch, RouteMatch]>([
  ["another path", { path: { exact: "/a" } }, { path: { prefix: "/a" } }],
  ["a gRPC service", { grpc: { service: "a.B" } }, {}],
  ["a header", { headers: [{ name: "a", exact: "b" }] }, { headers: [{ name: "a", exact: "c" }] }],
])("%s: two identities", (_, left, right) => {
  expect(ruleIdentity({ matches: [left] })).not.toBe(ruleIdentity({ matches: [right] }));
});

test("the identity of every path is what it was in every version", () => {
  expect(ruleIdentity({})).toBe("6920bcc2858529d7f292a42411422c51");
});
