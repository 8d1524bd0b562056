import { expect, it } from "vitest";
import { parse } from "yaml";
import { createModel } from "../../model/model.ts";
import { rateLimit } from "./rate-limit.ts";

const model = createModel([rateLimit]);

function problemsOf(limits: string): readonly string[] {
  const spec = { targets: [{ kind: "Fleet" }], rateLimit: parse(limits) as unknown };
  const result = model.parse({ kind: "Policy", name: "p", spec });
  return result.kind === "refused"
    ? result.problems.map(({ pointer, detail, hint }) => `${pointer.replace("/spec/rateLimit", "")} ${detail}${hint === undefined ? "" : `; ${hint}`}`)
    : [];
}

it.each([
  ["{}", '/limits Field "limits" is missing'],
  ["{ limits: [] }", "/limits List has 0 items; it must have at least 1"],
  ["{ limits: [{ name: a }] }", "/limits/0 Limit a has no rate; Write for example rate: 100/s"],
  ["{ limits: [{ name: a, rate: 100 per second }] }", '/limits/0/rate Rate "100 per second" is not valid; Write for example 100/s, 5/7s or 1000/day'],
  ["{ limits: [{ name: a, rate: 0/s }] }", '/limits/0/rate Rate "0/s" is not valid'],
  ["{ limits: [{ name: a, rate: 1/10ms }] }", '/limits/0/rate Rate "1/10ms" is not valid'],
  ["{ limits: [{ name: a, rate: 1/s, enforce: lease }] }", "/limits/0/enforce Enforcement lease is not in this version; Write exact, or local"],
  ["{ limits: [{ name: a, rate: 1/s, enforce: globally }] }", '/limits/0/enforce Value "globally" is not a kind of enforcement'],
  ["{ limits: [{ name: a, rate: 1/s }, { name: a, rate: 1/m }] }", "/limits/1/name Limit a stands twice in the policy"],
  ["{ limits: [{ name: a, rate: 1/s, burst: 5 }] }", "/limits/0/burst Limit a has a burst and is no token bucket"],
  ["{ limits: [{ name: a, rate: 1/day, algorithm: sliding-window }] }", "/limits/0/rate Limit a has a calendar window and the algorithm sliding-window"],
  ["{ limits: [{ name: a, rate: 1/s, timeZone: UTC }] }", "/limits/0/timeZone Limit a has a time zone and no calendar window"],
  ["{ limits: [{ name: a, rate: 1/day, timeZone: Mars/Base }] }", '/limits/0/timeZone Time zone "Mars/Base" is not known'],
  ["{ limits: [{ name: a, algorithm: concurrency }] }", "/limits/0 Limit a has no max"],
  ["{ limits: [{ name: a, algorithm: concurrency, max: 3, rate: 1/s }] }", "/limits/0/rate Limit a counts requests in flight and has rate"],
  ["{ limits: [{ name: a, rate: 1/s, max: 3 }] }", "/limits/0/max Limit a has max, which is for concurrency"],
  ["{ limits: [{ name: a, rate: 1/s, lease: 3s }] }", "/limits/0/lease Limit a has a lease, which is for concurrency"],
  ["{ limits: [{ name: a, rate: 1/s, key: [{ header: a, query: b }] }] }", "/limits/0/key/0 Fields header and query exclude each other"],
  ["{ limits: [{ name: a, rate: 1/s, key: [user] }] }", '/limits/0/key/0 Value "user" is not'],
  ["{ limits: [{ name: a, rate: 1/s, cost: '%NOPE%' }] }", '/limits/0/cost Text "%NOPE%" is not valid'],
  ["{ limits: [{ name: a, rate: 1/s, enforce: local, shadow: true }] }", "/limits/0/shadow Limit a is local and is a shadow; Write enforce: exact"],
  [
    "{ limits: [{ name: a, rate: 1/s, enforce: local, algorithm: sliding-window }] }",
    "/limits/0/algorithm Limit a is local and has the algorithm sliding-window",
  ],
  [
    "{ limits: [{ name: a, rate: 1/s, perFleet: true }] }",
    "/limits/0/perFleet Limit a is exact, so it is one limit for the whole fleet anyway; Leave perFleet out, or write enforce: local",
  ],
  [
    "{ limits: [{ name: a, rate: 1/s, priority: { from: host, classes: [{ name: x, reserved: 60 }, { name: y, reserved: 50 }] } }] }",
    "/limits/0/priority/classes Classes of limit a reserve 110 per cent",
  ],
])("tells what is wrong with %s", (limits, expected) => {
  expect(problemsOf(limits).join("\n")).toContain(expected);
});

it("takes what the guide shows", () => {
  expect(
    problemsOf(
      "{ limits: [{ name: per-consumer, key: [consumer], rate: 100/s, burst: 50, algorithm: token-bucket, enforce: exact, onOutage: local, shadow: false }] }",
    ),
  ).toEqual([]);
});
