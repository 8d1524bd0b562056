import type { ConcurrencyLimit, Limit } from "../../src/model/limit/limit.ts";
import { meterOf } from "../../src/ratelimit/decide/meter/meters.ts";

/** Requests of each second: some all the time, many on both sides of the tenth second, and many after a pause. */
const offered = [1, 0, 1, 0, 1, 0, 1, 0, 1, 9, 9, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 0, 0, 0, 0, 9, 6, 3, 2, 1] as const;

/** In whole windows of all that stands below. */
const startMs = Date.UTC(2026, 0, 1);

const max = 10;
const windowMs = 10_000;

interface Picture {
  readonly title: string;
  readonly text: string;
  readonly limit: Limit;
}

const pictures: readonly Picture[] = [
  {
    title: "Fixed window",
    text: "`rate: 10/10s`, and every calendar window. A count that starts anew with each window: cheap, and easy to explain. Around an edge up to twice the limit passes.",
    limit: { kind: "fixed-window", max, window: { kind: "length", ms: windowMs } },
  },
  {
    title: "Sliding window",
    text: "`rate: 10/10s, algorithm: sliding-window`. The share of the last window that has not passed yet still counts: no edge to wait for. It takes the hits of the last window as spread evenly over it.",
    limit: { kind: "sliding-window", max, ms: windowMs },
  },
  {
    title: "Token bucket",
    text: "`rate: 10/10s, algorithm: token-bucket, burst: 5`. A bucket of five tokens that gains one a second: short bursts, then the rate and no more. A leaky bucket is the same meter.",
    limit: { kind: "token-bucket", max: 5, intervalMs: windowMs / max },
  },
];

/** What each algorithm does with the same requests, drawn by running it, as Markdown. */
export function limitPictures(): string {
  return [
    "# Algorithms of limits",
    "",
    "Made by `npm run reference`: the algorithms themselves were asked. One column is a second; `█` is a request that passed, `░` one that was refused.",
    "",
    ...pictures.flatMap(({ title, text, limit }) => [`## ${title}`, "", text, "", ...drawn(limit), ""]),
    "## Concurrency",
    "",
    "`algorithm: concurrency, max: 4`. No rate at all: requests in flight. One request comes each second; the service takes 2 s for each, from the tenth second on 8 s, and",
    "from the twentieth 2 s again. While it is slow the limit sheds what it cannot take, and while it is quick nobody notices.",
    "",
    ...drawnFlights({ kind: "concurrency", max: 4, leaseMs: 60_000 }),
  ].join("\n");
}

function drawn(limit: Limit): readonly string[] {
  const columns = offered.map((count) => ({ count, passed: 0 }));
  const meter = meterOf(limit.kind);
  const state = meter.fresh();
  for (const [second, column] of columns.entries()) {
    for (let hit = 0; hit < column.count; hit += 1) {
      const now = startMs + second * 1000 + Math.floor((1000 * hit) / column.count);
      const ask = { hits: 1, ceiling: limit.max, lease: "", now, chargeDenied: false };
      meter.advance(state, limit, now);
      if (!meter.fits(state, limit, ask)) continue;
      meter.take(state, limit, ask);
      column.passed += 1;
    }
  }
  const most = Math.max(...columns.map((_, end) => columns.slice(Math.max(0, end - 9), end + 1).reduce((sum, { passed }) => sum + passed, 0)));
  const passed = columns.reduce((sum, column) => sum + column.passed, 0);
  const asked = offered.reduce<number>((sum, count) => sum + count, 0);
  return [...chart(columns), "", `${passed} of ${asked} passed; at most ${most} in any ten seconds.`];
}

function chart(columns: readonly { readonly count: number; readonly passed: number }[]): readonly string[] {
  const height = Math.max(...columns.map(({ count }) => count));
  const rows = Array.from({ length: height }, (_, index) => {
    const level = height - index;
    const cells = columns.map(({ count, passed }) => (level <= passed ? "█" : level <= count ? "░" : " "));
    return `${String(level).padStart(2)} │${cells.join(" ")}`.trimEnd();
  });
  const axis = `   └${columns.map((_, second) => (second % 10 === 0 ? "┬" : "─")).join("─")}`;
  const marks = `    ${columns.flatMap((_, second) => (second % 10 === 0 ? [`${second} s`.padEnd(20)] : [])).join("")}`.trimEnd();
  return ["```text", ...rows, axis, marks, "```"];
}

/** How many are in flight each second, and whether the one that came then was refused. */
function drawnFlights(limit: ConcurrencyLimit): readonly string[] {
  const meter = meterOf(limit.kind);
  const state = meter.fresh();
  const ends = new Map<number, string[]>();
  let inFlight = 0;
  const columns = Array.from({ length: 30 }, (_, second) => {
    const now = startMs + second * 1000;
    for (const lease of ends.get(second) ?? []) {
      meter.take(state, limit, { hits: -1, ceiling: limit.max, lease, now, chargeDenied: false });
      inFlight -= 1;
    }
    const ask = { hits: 1, ceiling: limit.max, lease: String(second), now, chargeDenied: false };
    meter.advance(state, limit, now);
    if (!meter.fits(state, limit, ask)) return { count: inFlight + 1, passed: inFlight };
    meter.take(state, limit, ask);
    inFlight += 1;
    const end = second + (second >= 10 && second < 20 ? 8 : 2);
    ends.set(end, [...(ends.get(end) ?? []), ask.lease]);
    return { count: inFlight, passed: inFlight };
  });
  return chart(columns);
}
