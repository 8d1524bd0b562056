import { describe, expect, it } from "vitest";
import { readRequest } from "./routed-request.ts";

function read(url: string, headers: Readonly<Record<string, string>> = {}, method = "GET") {
  const { query, cookies, ...others } = readRequest({ method, url, headers });
  return { ...others, query: [...query], cookies: [...cookies] };
}

describe("a request as routes see it", () => {
  it.each([
    ["http://a.test", "/", ""],
    ["http://a.test?q", "/", "?q"],
    ["http://user:word@a.test:80/a/../b?c/../d#e?f", "/b", "?c/../d"],
    ["http://a.test/é ü", "/%C3%A9%20%C3%BC", ""],
    ["HTTP://a.test/\uD800", "/%EF%BF%BD", ""],
  ])("%s has path %s and query %s", (url, path, search) => {
    expect(read(url)).toMatchObject({ path: { kind: "path", path }, search });
  });

  it("decodes nothing in the query, and takes the first of two values", () => {
    expect(read("http://a.test/?a%20b=c+d&e&f=g=h&e=2&&=i").query).toEqual([
      ["a%20b", "c+d"],
      ["e", ""],
      ["f", "g=h"],
      ["", "i"],
    ]);
  });

  it("takes quotes off cookies, the first of two, and what has an equals sign", () => {
    expect(read("http://a.test/", { cookie: 'a="1";b=2;  a=3; c; d="4; e =5=6' }).cookies).toEqual([
      ["a", "1"],
      ["b", "2"],
      ["d", '"4'],
      ["e ", "5=6"],
    ]);
  });

  it("has no headers with an underscore", () => {
    expect(read("http://a.test/", { "x-a": "1", x_a: "2" }).headers).toEqual({ "x-a": "1" });
  });

  it("has no path and no query when it is a CONNECT", () => {
    expect(read("http://a.test/a?b", {}, "CONNECT")).toMatchObject({ path: undefined, search: "", query: [] });
  });
});
