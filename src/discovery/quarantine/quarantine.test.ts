import { describe, expect, it } from "vitest";
import { FakeClock } from "../../../test/kit/fake-clock.ts";
import { testSealKey } from "../../../test/kit/translate/translate.ts";
import type { Random } from "../../kit/clock.ts";
import type { Json } from "../../kit/json.ts";
import { silentLogger } from "../../kit/telemetry.ts";
import type { StoredObject } from "../../model/object/object.ts";
import { View } from "../../snapshot/view.ts";
import type { AttributionPort } from "./attribution.ts";
import { contentOf } from "./held-object.ts";
import type { LedgerStream } from "./proxies.ts";
import { Quarantine } from "./quarantine.ts";
import { objectRecord, objectRecordKey, type RefusedContent } from "./quarantine-record.ts";
import { QuarantineTable } from "./quarantine-table.ts";

const streams = 2000;

const random: Random = { bytes: (length) => new Uint8Array(length), number: () => 0.5 };

const metadata = { kind: "Route", namespace: "default", name: "r", labels: {}, createdAt: "", updatedAt: "", owner: "" } as const;

const spec = { hostnames: ["new.test"] };

/** A quarantine of one route that counts what is asked of it. */
function counted(refusal: Pick<RefusedContent, "scope" | "nodes">): {
  readonly quarantine: Quarantine;
  readonly clock: FakeClock;
  readonly counts: { read: number; asked: number; made: number };
} {
  const counts = { read: 0, asked: 0, made: 0 };
  const written: StoredObject = {
    ...metadata,
    revision: 2,
    get spec() {
      counts.read += 1;
      return spec;
    },
  };
  const attribution: AttributionPort = {
    candidateOf: () => "invalid",
    changedAt: () => 0,
    hadUntil: () => 0,
    recall: () => Promise.resolve(undefined),
    madeAt: () => 0,
    remember: () => undefined,
    suspects: () => Promise.resolve({ units: [], variant: () => Promise.resolve(undefined), holdBack: () => undefined }),
    resourcesWith: () => {
      counts.made += 1;
      return [];
    },
    authorOf: () => Promise.resolve(undefined),
    written: () => {
      counts.asked += 1;
      return written;
    },
    inForce: () => undefined,
  };
  const clock = new FakeClock();
  const table = new QuarantineTable({ sealKey: testSealKey, logger: silentLogger });
  const content = contentOf({ ...metadata, revision: 2, spec });
  const refused = { content, revision: 2, pointer: "", detail: "no", since: "2026-01-01T00:00:00Z", inForce: null, ...refusal };
  table.apply([{ key: objectRecordKey("Route/default/r"), value: objectRecord({ refused: [refused], resources: [] }) as unknown as Json, etag: "1" }], false);
  const store = { putRecord: () => Promise.reject(new Error("unused")), deleteRecord: () => Promise.resolve(true) };
  const others = { holding: () => new Set<string>(), known: () => new Set<string>() };
  const plans = { plansOf: () => undefined };
  return { quarantine: new Quarantine({ store, table, attribution, others, plans, sealKey: testSealKey, clock, random, logger: silentLogger }), clock, counts };
}

function streamOf(view: View, node: string): LedgerStream {
  return {
    options: { node: { id: node }, view },
    isSettled: true,
    agreement: () => ({ snapshot: view.current, revision: 1, types: ["route"], otherwise: [] }),
    entry: () => undefined,
    retry: () => undefined,
    inViewTerms: (refusal) => refusal,
  };
}

describe("an object in quarantine", () => {
  it("costs nothing at a change for nodes that have the same as all others", () => {
    const { quarantine, counts } = counted({ scope: "all", nodes: ["n-1"] });
    const view = new View("edge|envoy", 10);
    for (let index = 0; index < streams; index++) quarantine.open(view, `n-${index}`).observe(() => undefined);
    for (let change = 0; change < 3; change++) view.notify();
    expect(counts).toEqual({ read: 0, asked: 0, made: 0 });
  });

  it("is looked at for the nodes alone that refuse it, and its content is hashed once", () => {
    const { quarantine, counts } = counted({ scope: "nodes", nodes: ["n-1", "n-2"] });
    const view = new View("edge|envoy", 10);
    for (let index = 0; index < streams; index++) quarantine.open(view, `n-${index}`).observe(() => undefined);
    for (let change = 0; change < 3; change++) view.notify();
    expect(counts).toEqual({ read: 1, asked: 8, made: 1 });
  });

  it("is looked at once for all proxies that take a change, to see whether it is free", () => {
    const { quarantine, clock, counts } = counted({ scope: "all", nodes: ["n-1"] });
    const view = new View("edge|envoy", 10);
    for (let index = 0; index < streams; index++) {
      const stream = streamOf(view, `n-${index}`);
      quarantine.join(stream);
      quarantine.onAction({ kind: "acked", type: "route", nonce: "1" }, stream);
    }
    clock.advance(100);
    expect(counts).toEqual({ read: 1, asked: 1, made: 0 });
    quarantine.close();
  });
});
