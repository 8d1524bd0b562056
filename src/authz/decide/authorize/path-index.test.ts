import { expect, it } from "vitest";
import { PathIndex } from "./path-index.ts";

const templates = ["/", "/orders", "/orders/{id}", "/orders/*/items", "/files/**", "/{tenant}/admin/**", "/v1/{name=shelves/*}/books", "/**", "/img/*.png"];

function matches(path: string): readonly string[] {
  const index = new PathIndex();
  const numbers = templates.map((template) => index.add(template));
  const found = index.match(path);
  return templates.filter((_, place) => found.has(numbers[place] ?? -1));
}

it.each([
  ["/", ["/", "/**"]],
  ["/orders", ["/orders", "/**"]],
  ["/orders/7", ["/orders/{id}", "/**"]],
  ["/orders/", ["/**"]],
  ["/orders/7/items", ["/orders/*/items", "/**"]],
  ["/files/a/b", ["/files/**", "/**"]],
  ["/files", ["/**"]],
  ["/shop/admin/x", ["/{tenant}/admin/**", "/**"]],
  ["/v1/shelves/3/books", ["/v1/{name=shelves/*}/books", "/**"]],
  ["/img/a.png", ["/**", "/img/*.png"]],
  ["/img/axpng", ["/**"]],
  ["", []],
])("%s fits %j", (path, expected) => {
  expect(matches(path)).toEqual(expected);
});

it("knows equal templates by one number", () => {
  const index = new PathIndex();
  expect([index.add("/a"), index.add("/b"), index.add("/a")]).toEqual([0, 1, 0]);
});
