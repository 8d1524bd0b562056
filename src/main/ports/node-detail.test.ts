import { expect, it } from "vitest";
import type { NodeStream } from "../../discovery/fleet/node-table.ts";
import type { AgedEntry } from "../../discovery/grpc/aged-ledger.ts";
import { connectionOf } from "./node-detail.ts";

const node = { id: "n", cluster: "edge", metadata: {}, region: "", zone: "", subZone: "", userAgent: "", version: "" };

function entry(parts: Partial<AgedEntry>): AgedEntry {
  return {
    type: "route",
    name: "r",
    state: "acked",
    wanted: "b",
    sent: undefined,
    sentIn: undefined,
    held: "b",
    detail: undefined,
    wantedAt: 1000,
    since: 2000,
    ...parts,
  };
}

function streamWith(...entries: readonly AgedEntry[]): NodeStream {
  return {
    options: { node, view: { name: "edge|envoy" }, scope: "ads", variant: "delta" },
    agreedRevision: 1,
    settledRevision: 1,
    describe: () => [],
    facts: () => ({ openedAt: 0, unanswered: new Map() }),
    ledger: () => entries,
    agedLedger: () => entries,
    resource: () => undefined,
  };
}

const refusedSince = "2026-01-01T00:00:00.000Z";
const refusal = { type: "route", name: "bad", version: "c", detail: "no", since: refusedSince, after: 1, certain: true } as const;

it("tells since when each resource stands as it does; of what is refused, since it is in whatever version", () => {
  const bad = entry({ name: "bad", state: "refused", held: "a", detail: "no", wantedAt: undefined, since: undefined });
  const { resources } = connectionOf({ node, streams: [streamWith(entry({}), bad)] }, { resources: "all", contents: false }, [refusal]);
  expect(resources).toEqual([
    { type: "route", name: "r", state: "acked", since: "1970-01-01T00:00:02.000Z", wanted: "b", wantedSince: "1970-01-01T00:00:01.000Z", held: "b" },
    { type: "route", name: "bad", state: "refused", since: refusedSince, wanted: "b", held: "a", message: "no" },
  ]);
});

it("leaves out what a proxy has as it should, unless all are asked for", () => {
  const warming = entry({ type: "cluster", name: "c", state: "warming" });
  const { resources } = connectionOf(
    { node, streams: [streamWith(entry({}), entry({ name: "ghost", state: "absent" }), warming)] },
    { resources: "exceptions", contents: false },
    [],
  );
  expect(resources.map(({ name }) => name)).toEqual(["c"]);
});
