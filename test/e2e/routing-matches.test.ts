import { beforeAll, expect, it } from "vitest";
import { describeWith } from "../kit/binary/require.ts";
import { documents, type Edge, route, startEdge } from "../kit/stack/edge.ts";

/** A request as `METHOD path`, with headers. */
type Sent = string | readonly [line: string, headers: Readonly<Record<string, string>>];

interface Case {
  readonly title: string;
  readonly match: object;
  readonly hits: readonly Sent[];
  readonly misses: readonly Sent[];
}

const x = (value: string): Sent => ["GET /", { "x-test": value }];
const cookie = (value: string): Sent => ["GET /", { cookie: value }];

const cases: readonly Case[] = [
  { title: "exact path", match: { path: { exact: "/a/b" } }, hits: ["GET /a/b", "GET /a/b?q=1"], misses: ["GET /a/b/", "GET /a/b/c", "GET /A/B", "GET /a"] },
  {
    title: "prefix: whole segments",
    match: { path: { prefix: "/a" } },
    hits: ["GET /a", "GET /a/", "GET /a/b", "GET /a?q=1"],
    misses: ["GET /ab", "GET /", "GET /b/a"],
  },
  { title: "prefix with trailing slash: what is below", match: { path: { prefix: "/a/" } }, hits: ["GET /a/", "GET /a/b"], misses: ["GET /a", "GET /ab"] },
  { title: "prefix /", match: { path: { prefix: "/" } }, hits: ["GET /", "GET /any/thing"], misses: [] },
  {
    title: "regex: the whole path",
    match: { path: { regex: "/v[0-9]+/items" } },
    hits: ["GET /v1/items", "GET /v22/items?x=y"],
    misses: ["GET /v/items", "GET /v1/items/7", "GET /x/v1/items"],
  },
  {
    title: "template: one segment",
    match: { path: { template: "/users/{id}/posts/*" } },
    hits: ["GET /users/7/posts/8"],
    misses: ["GET /users/7/posts", "GET /users/7/8/posts/9", "GET /users//posts/9"],
  },
  { title: "template: the rest", match: { path: { template: "/files/{rest=**}" } }, hits: ["GET /files/a", "GET /files/a/b.c"], misses: ["GET /file/a"] },
  { title: "the normal path", match: { path: { exact: "/a/b" } }, hits: ["GET /a/./b", "GET /x/../a/b", "GET /a//b"], misses: ["GET /a/b/.."] },
  { title: "one method", match: { method: "POST" }, hits: ["POST /"], misses: ["GET /", "PUT /"] },
  { title: "several methods", match: { method: ["GET", "DELETE"] }, hits: ["GET /", "DELETE /"], misses: ["POST /", "PATCH /"] },
  { title: "header exact", match: { headers: [{ name: "X-Test", exact: "one" }] }, hits: [x("one")], misses: [x("ones"), x("One"), "GET /"] },
  { title: "header prefix", match: { headers: [{ name: "x-test", prefix: "on" }] }, hits: [x("one"), x("on")], misses: [x("son"), "GET /"] },
  { title: "header suffix", match: { headers: [{ name: "x-test", suffix: "ne" }] }, hits: [x("one")], misses: [x("nee"), "GET /"] },
  { title: "header contains", match: { headers: [{ name: "x-test", contains: "b" }] }, hits: [x("abc")], misses: [x("ac"), "GET /"] },
  { title: "header regex", match: { headers: [{ name: "x-test", regex: "[0-9]{2}" }] }, hits: [x("42")], misses: [x("421"), x("4"), "GET /"] },
  { title: "header present", match: { headers: [{ name: "x-test", present: true }] }, hits: [x("anything"), x("")], misses: ["GET /"] },
  { title: "header not exact", match: { headers: [{ name: "x-test", exact: "one", not: true }] }, hits: [x("two")], misses: [x("one"), "GET /"] },
  { title: "header absent", match: { headers: [{ name: "x-test", present: true, not: true }] }, hits: ["GET /"], misses: [x("one")] },
  {
    title: "every header",
    match: {
      headers: [
        { name: "a", exact: "1" },
        { name: "b", exact: "2" },
      ],
    },
    hits: [["GET /", { a: "1", b: "2" }]],
    misses: [
      ["GET /", { a: "1" }],
      ["GET /", { b: "2" }],
    ],
  },
  { title: "query exact", match: { query: [{ name: "q", exact: "1" }] }, hits: ["GET /?q=1", "GET /?a=b&q=1"], misses: ["GET /?q=2", "GET /?Q=1", "GET /"] },
  { title: "query prefix", match: { query: [{ name: "q", prefix: "ab" }] }, hits: ["GET /?q=abc"], misses: ["GET /?q=bc"] },
  { title: "query suffix", match: { query: [{ name: "q", suffix: "bc" }] }, hits: ["GET /?q=abc"], misses: ["GET /?q=ab"] },
  { title: "query contains", match: { query: [{ name: "q", contains: "b" }] }, hits: ["GET /?q=abc"], misses: ["GET /?q=ac"] },
  { title: "query regex", match: { query: [{ name: "q", regex: "a+" }] }, hits: ["GET /?q=aaa"], misses: ["GET /?q=aab"] },
  { title: "query present", match: { query: [{ name: "q", present: true }] }, hits: ["GET /?q", "GET /?q=", "GET /?q=7"], misses: ["GET /", "GET /?p=q"] },
  { title: "cookie exact", match: { cookies: [{ name: "c", exact: "1" }] }, hits: [cookie("c=1"), cookie("a=b; c=1")], misses: [cookie("c=2"), "GET /"] },
  { title: "cookie prefix", match: { cookies: [{ name: "c", prefix: "ab" }] }, hits: [cookie("c=abc")], misses: [cookie("c=bc")] },
  { title: "cookie suffix", match: { cookies: [{ name: "c", suffix: "bc" }] }, hits: [cookie("c=abc")], misses: [cookie("c=ab")] },
  { title: "cookie contains", match: { cookies: [{ name: "c", contains: "b" }] }, hits: [cookie("c=abc")], misses: [cookie("c=ac")] },
  { title: "cookie regex", match: { cookies: [{ name: "c", regex: "a+" }] }, hits: [cookie("c=aa")], misses: [cookie("c=ab")] },
  { title: "cookie present", match: { cookies: [{ name: "c", present: true }] }, hits: [cookie("c=1")], misses: [cookie("d=1"), "GET /"] },
  { title: "cookie not exact", match: { cookies: [{ name: "c", exact: "1", not: true }] }, hits: [cookie("c=2")], misses: [cookie("c=1"), "GET /"] },
  { title: "cookie absent", match: { cookies: [{ name: "c", present: true, not: true }] }, hits: ["GET /", cookie("d=1")], misses: [cookie("c=1")] },
  {
    title: "all parts at once",
    match: {
      path: { prefix: "/a" },
      method: "PUT",
      headers: [{ name: "x-test", exact: "1" }],
      query: [{ name: "q", exact: "1" }],
      cookies: [{ name: "c", exact: "1" }],
    },
    hits: [["PUT /a/b?q=1", { "x-test": "1", cookie: "c=1" }]],
    misses: [
      ["PUT /b?q=1", { "x-test": "1", cookie: "c=1" }],
      ["GET /a?q=1", { "x-test": "1", cookie: "c=1" }],
      ["PUT /a?q=1", { "x-test": "2", cookie: "c=1" }],
      ["PUT /a?q=2", { "x-test": "1", cookie: "c=1" }],
      ["PUT /a?q=1", { "x-test": "1", cookie: "c=2" }],
    ],
  },
];

const host = (index: number): string => `match-${index}`;

describeWith("what a match lets through a real Envoy", ["envoy"], () => {
  let edge: Edge;

  beforeAll(async () => {
    edge = await startEdge();
    const hit = { respond: { status: 200, body: "hit" } };
    await edge.write(documents(...cases.map(({ match }, index) => route(host(index), [{ matches: [match], ...hit }]))));
  });

  async function statusOf(index: number, sent: Sent): Promise<string> {
    const [line, headers] = typeof sent === "string" ? [sent, {}] : sent;
    const [method = "", path = ""] = line.split(" ");
    const { status } = await edge.ask(`${host(index)}.test${path}`, { method, headers });
    return `${status} ${JSON.stringify(sent)}`;
  }

  it.each(cases.map((one, index) => ({ ...one, index })))("$title", async ({ index, hits, misses }) => {
    expect(await Promise.all(hits.map((sent) => statusOf(index, sent)))).toEqual(hits.map((sent) => `200 ${JSON.stringify(sent)}`));
    expect(await Promise.all(misses.map((sent) => statusOf(index, sent)))).toEqual(misses.map((sent) => `404 ${JSON.stringify(sent)}`));
  });

  it("needs one of several matches", async () => {
    await edge.write(documents(route("several", [{ matches: [{ path: { exact: "/a" } }, { method: "PUT" }], respond: { status: 200 } }])));
    const statuses = [await edge.ask("several.test/a"), await edge.ask("several.test/b", { method: "PUT" }), await edge.ask("several.test/b")];
    expect(statuses.map(({ status }) => status)).toEqual([200, 200, 404]);
  });

  it("redirects an escaped slash to the path with the slash", async () => {
    expect(await edge.ask("match-0.test/a%2Fb")).toMatchObject({ status: 307, headers: { location: "/a/b" } });
  });
});
