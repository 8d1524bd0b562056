import { describe, expect, it } from "vitest";
import type { PathMatch, RequestMatch } from "../node/match.ts";
import { compareRanked, type Ranked, rankOf } from "./precedence.ts";

const present = (name: string) => ({ name, match: { kind: "present" as const }, not: false });

function ranked(label: string, path: PathMatch, match: Partial<RequestMatch> = {}, rank: Partial<Ranked> = {}): Ranked & { label: string } {
  return {
    label,
    rank: rankOf({ path, methods: [], headers: [], query: [], cookies: [], grpc: false, ...match }),
    createdAt: "2026-01-01",
    route: "default/r",
    index: 0,
    ...rank,
  };
}

describe("rankOf", () => {
  it("never lets a lesser condition outweigh a greater one", () => {
    const many = Array.from({ length: 32 }, (_, index) => present(String(index)));
    const plain = { methods: [], headers: [], query: [], cookies: [], grpc: false };
    const pairs: [RequestMatch, RequestMatch][] = [
      [
        { ...plain, path: { kind: "regex", value: "/" } },
        { ...plain, path: { kind: "prefix", value: "/".repeat(4096) }, methods: ["GET"], headers: many },
      ],
      [
        { ...plain, path: { kind: "prefix", value: "/ab" } },
        { ...plain, path: { kind: "prefix", value: "/a" }, methods: ["GET"], headers: many, query: many },
      ],
      [
        { ...plain, path: { kind: "prefix", value: "/a" }, methods: ["GET"] },
        { ...plain, path: { kind: "prefix", value: "/a" }, grpc: true, headers: many },
      ],
      [
        { ...plain, path: { kind: "prefix", value: "/a" }, grpc: true },
        { ...plain, path: { kind: "prefix", value: "/a" }, headers: many, cookies: many },
      ],
      [
        { ...plain, path: { kind: "prefix", value: "/a" }, headers: many.slice(1) },
        { ...plain, path: { kind: "prefix", value: "/a" }, query: many, cookies: many },
      ],
      [
        { ...plain, path: { kind: "prefix", value: "/a" }, query: many.slice(0, 1) },
        { ...plain, path: { kind: "prefix", value: "/a" }, cookies: many },
      ],
    ];
    for (const [first, second] of pairs) expect(rankOf(first)).toBeLessThan(rankOf(second));
  });
});

describe("compareRanked", () => {
  it("tries the most specific entry first", () => {
    const prefix = (value: string): PathMatch => ({ kind: "prefix", value });
    const entries = [
      ranked("root", prefix("/")),
      ranked("short prefix", prefix("/a")),
      ranked("prefix, younger", prefix("/a/b"), {}, { createdAt: "2026-02-01" }),
      ranked("prefix, name later", prefix("/a/b"), {}, { route: "default/z" }),
      ranked("prefix, written later", prefix("/a/b"), {}, { index: 3 }),
      ranked("prefix", prefix("/a/b")),
      ranked("prefix with query", prefix("/a/b"), { query: [present("q")] }),
      ranked("prefix with a header", prefix("/a/b"), { headers: [present("h")], query: [present("q"), present("r")] }),
      ranked("prefix with two headers", prefix("/a/b"), { headers: [present("h"), present("i")] }),
      ranked("prefix with method", prefix("/a/b"), { methods: ["GET"] }),
      ranked("regex", { kind: "regex", value: "/a.*" }),
      ranked("template", { kind: "template", value: "/a/{b}" }),
      ranked("exact", { kind: "exact", value: "/a" }),
    ];
    expect([...entries].sort(compareRanked).map(({ label }) => label)).toEqual([
      "exact",
      "template",
      "regex",
      "prefix with method",
      "prefix with two headers",
      "prefix with a header",
      "prefix with query",
      "prefix",
      "prefix, written later",
      "prefix, name later",
      "prefix, younger",
      "short prefix",
      "root",
    ]);
  });
});
