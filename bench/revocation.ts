import { startEtcd } from "../test/kit/binary/etcd.ts";
import type { Bench, Measures } from "./kit/bench.ts";
import { quantile } from "./kit/quantile.ts";
import { median } from "./kit/summary.ts";
import { loadOf, Probe } from "./revocation/probe.ts";
import { type DecidingReplica, startReplicas, writeCallers } from "./revocation/replicas.ts";

/** Keys that are revoked, one after the other. */
const revoked = 30;
const perSecond = 500;

/** How long a credential is good after it was revoked. */
export const revocation: Bench = {
  name: "revocation",
  about: [
    "Replicas of Sluice on one etcd, each a process that decides, and asked 500 times a second for a caller of its own, whose decision is kept. Then 30 keys of other callers are",
    "revoked one after the other over the REST API of the first replica. Each key is shown to every replica without a pause, and so its decision is kept everywhere, until every one",
    "refuses it. All of it runs on the two cores of one machine. The promise is a second.",
  ].join("\n"),
  cases: ["2 replicas", "4 replicas"],
  metrics: [
    { name: "last accepted, median", unit: "ms", about: "From the write that is sent to the last answer of any replica that lets the key in." },
    { name: "last accepted, p99", unit: "ms", about: "The same; of 30 the longest." },
    { name: "write answered", unit: "ms", about: "From the write that is sent to its answer, median." },
  ],
  ratios: ["2 replicas", "4 replicas"].map((of) => ({
    title: `last accepted, longest, ms: ${of}`,
    of: { case: of, metric: "last accepted, p99" },
    atMost: 1000,
  })),
  runs: 3,
  measure,
};

async function measure(caseName: string): Promise<Measures> {
  const etcd = await startEtcd({ safe: true });
  const replicas = await startReplicas(Number.parseInt(caseName, 10), etcd.url);
  const keys = await writeCallers(replicas, revoked);
  const loads = replicas.map((replica) => loadOf(replica, keys.kept, perSecond));
  const lasts: number[] = [];
  const writes: number[] = [];
  for (const [index, key] of keys.revoked.entries()) {
    const { lastMs, writeMs } = await revokeOne(replicas, { key, index });
    lasts.push(lastMs);
    writes.push(writeMs);
  }
  for (const load of loads) load.stop();
  for (const { program } of replicas) await program.stop();
  await etcd.stop();
  lasts.sort((left, right) => left - right);
  return { "last accepted, median": median(lasts), "last accepted, p99": quantile(lasts, 0.99), "write answered": median(writes) };
}

interface OneKey {
  readonly key: string;
  readonly index: number;
}

/** Every replica has let it in before, and so has kept that. */
async function revokeOne(replicas: readonly DecidingReplica[], { key, index }: OneKey): Promise<{ readonly lastMs: number; readonly writeMs: number }> {
  const probes = replicas.map((replica) => new Probe(replica, key));
  await Promise.all(probes.map((probe) => probe.accepted()));
  const sentAt = performance.now();
  const spec = { credential: { consumer: `c${index}`, name: "key" } };
  await replicas[0]?.program.client.batch([{ method: "put", object: { kind: "Revocation", name: `r${index}`, spec } as never }], { force: "bench" });
  const writeMs = performance.now() - sentAt;
  const lastAt = await Promise.all(probes.map((probe) => probe.refused()));
  return { lastMs: Math.max(...lastAt) - sentAt, writeMs };
}
