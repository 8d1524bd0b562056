import { afterEach, describe, expect, it } from "vitest";
import { FakeClock } from "../../../test/kit/fake-clock.ts";
import { type Logger, silentLogger } from "../../kit/telemetry.ts";
import { newMemoryStore } from "../../store/memory/memory-store.ts";
import { recordPrefix, type Store, StoreError } from "../../store/store.ts";
import type { TypeStatus } from "../subscription/describe.ts";
import type { NodeIdentity } from "./node-identity.ts";
import { type NodeStream, NodeTable } from "./node-table.ts";
import { ReplicaSummaries } from "./replica-summaries.ts";

interface Replica {
  readonly nodes: NodeTable;
  readonly summaries: ReplicaSummaries;
  join(id: string, more?: Partial<Pick<NodeStream, "agreedRevision" | "describe">>): TestStream;
}

type TestStream = NodeStream & { agreedRevision: number };

const stops: (() => Promise<void> | void)[] = [];

afterEach(async () => {
  for (const stop of stops.splice(0)) await stop();
});

function identity(id: string): NodeIdentity {
  return { id, cluster: "edge", metadata: {}, region: "eu", zone: "a", subZone: "", userAgent: "envoy", version: "1.40.0" };
}

/** One replica on a store that others share; it follows the records as `main` does. */
function replica(
  name: string,
  { store, clock, logger = silentLogger }: { readonly store: Store; readonly clock: FakeClock; readonly logger?: Logger },
): Replica {
  const nodes = new NodeTable(clock);
  const summaries = new ReplicaSummaries({ store, replica: name, nodes, clock, logger });
  const end = new AbortController();
  const following = (async () => {
    for await (const event of store.watch({ records: [recordPrefix.summary], signal: end.signal })) summaries.apply(event);
  })();
  stops.push(async () => {
    end.abort();
    await following;
    await summaries.close();
  });
  const join: Replica["join"] = (id, more = {}) => {
    const stream: TestStream = {
      options: { node: identity(id), view: { name: "edge|envoy" }, variant: "delta", scope: "ads" },
      agreedRevision: 5,
      settledRevision: 5,
      describe: () => [{ type: "cluster", subscribed: 3, sent: 3, acked: 3, refused: [], doubted: [] }],
      facts: () => ({ openedAt: 0, unanswered: new Map() }),
      ledger: () => [],
      agedLedger: () => [],
      resource: () => undefined,
      ...more,
    };
    nodes.join(stream, { group: "edge", peer: "10.0.0.1:1" });
    return stream;
  };
  return { nodes, summaries, join };
}

function ids({ summaries }: Replica): readonly string[] {
  return summaries.list().map(({ node, state, replica: where }) => `${node.id} ${state} ${where}`);
}

describe("ReplicaSummaries", () => {
  it("tells every replica of the nodes of all, within a second", async () => {
    const clock = new FakeClock();
    const store = newMemoryStore({ clock });
    const [one, two] = [replica("one", { store, clock }), replica("two", { store, clock })];
    one.join("a");
    two.join("b", {
      agreedRevision: 4,
      describe: () => [{ type: "route", subscribed: 1, sent: 1, acked: 0, refused: [{ type: "route", name: "r", version: "v", detail: "no" }], doubted: [] }],
    });
    await clock.advanceAsync(1100);
    for (const each of [one, two]) expect(ids(each)).toEqual(["a connected one", "b connected two"]);
    const local = one.summaries.list()[1];
    expect(local).toMatchObject({ agreedRevision: 4, group: "edge", view: "edge|envoy", types: [{ type: "route", subscribed: 1, sent: 1, acked: 0 }] });
    expect(local?.node).toEqual(identity("b"));
    expect(local?.refused).toMatchObject([{ type: "route", name: "r", version: "v", detail: "no" }]);
  });

  it("writes at most once a second, and only what changed", async () => {
    const clock = new FakeClock();
    const store = newMemoryStore({ clock });
    const one = replica("one", { store, clock });
    const written: string[] = [];
    const putRecord = store.putRecord.bind(store);
    store.putRecord = (key, ...rest) => {
      written.push(key);
      return putRecord(key, ...rest);
    };
    const streams = Array.from({ length: 450 }, (_, index) => one.join(`n${String(index).padStart(3, "0")}`));
    await clock.advanceAsync(1100);
    expect(written.splice(0)).toEqual(["live/summary/one/edge|envoy", ...[0, 1, 2].map((part) => `live/summary/one/edge|envoy/${part}`)]);
    for (let revision = 6; revision <= 50; revision++) {
      for (const stream of streams) stream.agreedRevision = revision;
      one.summaries.touch();
    }
    await clock.advanceAsync(1100);
    expect(written).toEqual(["live/summary/one/edge|envoy"]);
    expect(await store.getRecord("live/summary/one/edge|envoy")).toMatchObject({ value: { revision: 50, behind: {} } });
  });

  it("shows the nodes of a replica that died as unreachable for a minute, unless they are somewhere else", async () => {
    const clock = new FakeClock();
    const store = newMemoryStore({ clock });
    const [one, two] = [replica("one", { store, clock }), replica("two", { store, clock })];
    one.join("a");
    one.join("b");
    await clock.advanceAsync(1100);
    expect(ids(two)).toEqual(["a connected one", "b connected one"]);
    for (const { key } of await store.listRecords("live/summary/one/")) await store.deleteRecord(key);
    two.join("b");
    await clock.advanceAsync(100);
    expect(ids(two)).toEqual(["a unreachable one", "b connected two"]);
    await clock.advanceAsync(60_000);
    expect(ids(two)).toEqual(["b connected two"]);
  });

  it("takes away what it wrote when its nodes are gone, and all of it when it ends", async () => {
    const clock = new FakeClock();
    const store = newMemoryStore({ clock });
    const one = replica("one", { store, clock });
    const stream = one.join("a");
    await clock.advanceAsync(1100);
    one.nodes.leave(stream);
    await clock.advanceAsync(61_000);
    one.summaries.touch();
    await clock.advanceAsync(1100);
    expect(await store.listRecords("live/summary/")).toEqual([]);
    one.join("a");
    await clock.advanceAsync(1100);
    expect(await store.listRecords("live/summary/")).toHaveLength(2);
    await one.summaries.close();
    expect(await store.listRecords("live/summary/")).toEqual([]);
  });

  it("tries again after an outage, and says once that there is one", async () => {
    const clock = new FakeClock();
    const store = newMemoryStore({ clock });
    const warnings: string[] = [];
    const one = replica("one", { store, clock, logger: { ...silentLogger, warn: (message) => void warnings.push(message) } });
    const putRecord = store.putRecord.bind(store);
    store.putRecord = () => Promise.reject(new StoreError("ERR_STORE_UNAVAILABLE", "Store is out"));
    one.join("a");
    await clock.advanceAsync(5000);
    expect(warnings).toEqual(["Summary of nodes cannot be written, other replicas do not see what changes"]);
    store.putRecord = putRecord;
    await clock.advanceAsync(1100);
    expect(await store.listRecords("live/summary/one/")).toHaveLength(2);
  });

  it("tells listeners once of what happens in one moment", async () => {
    const clock = new FakeClock();
    const one = replica("one", { store: newMemoryStore({ clock }), clock });
    await clock.advanceAsync(100);
    const told: string[] = [];
    const stop = one.summaries.onChange(() => void told.push("change"));
    for (let index = 0; index < 100; index++) one.join(`n${index}`);
    await clock.advanceAsync(10);
    expect(told).toEqual(["change"]);
    stop();
    one.join("more");
    await clock.advanceAsync(10);
    expect(told).toEqual(["change"]);
  });

  it("looks at nodes once for all who ask in one moment, and anew as soon as something has happened", async () => {
    const clock = new FakeClock();
    const one = replica("one", { store: newMemoryStore({ clock }), clock });
    let looks = 0;
    const describe = (): readonly TypeStatus[] => {
      looks += 1;
      return [];
    };
    const streams = Array.from({ length: 50 }, (_, index) => one.join(`n${index}`, { describe }));
    await clock.advanceAsync(1100);
    looks = 0;
    for (let asked = 0; asked < 100; asked++) one.summaries.list();
    expect(looks).toBe(50);
    for (const stream of streams) stream.agreedRevision = 6;
    one.summaries.touch();
    expect(one.summaries.list().every(({ agreedRevision }) => agreedRevision === 6)).toBe(true);
    expect(looks).toBe(100);
    await clock.advanceAsync(10);
    for (const stream of streams) stream.agreedRevision = 7;
    await clock.advanceAsync(10);
    expect(one.summaries.list().every(({ agreedRevision }) => agreedRevision === 7)).toBe(true);
  });

  it("reads no record of another form", async () => {
    const clock = new FakeClock();
    const store = newMemoryStore({ clock });
    const one = replica("one", { store, clock });
    await store.putRecord("live/summary/two/edge|envoy", { schema: 99 });
    await store.putRecord("live/summary/two/edge|envoy/0", { schema: 2, replica: "two", view: "edge|envoy", nodes: [{ id: 7 }] });
    await clock.advanceAsync(100);
    expect(one.summaries.list()).toEqual([]);
  });
});
