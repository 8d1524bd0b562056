import { spawnSync } from "node:child_process";
import { setTimeout as wait } from "node:timers/promises";
import type { Variant } from "../src/discovery/subscription/event.ts";
import type { Bench, Measures, Ratio } from "./kit/bench.ts";
import { median } from "./kit/summary.ts";
import { BenchProxies } from "./propagation/bench-proxies.ts";
import { type Change, changedResource, fleetResources } from "./propagation/fleet-resources.ts";
import { type BenchServer, type ServerName, startServer } from "./propagation/start-server.ts";

const serverCore = 0;
const clientCore = 1;
/** Changes of each kind that count, and those before them: a server that has run for a while has compiled what it runs. */
const changes = 20;
const warmUps = 10;
const changeKinds: readonly Change[] = ["cluster", "endpoint", "route"];
const fleets = ["delta 500", "delta 1000", "delta 2000", "sotw 1000"] as const;
/** Proxies that connect together where memory is measured. */
const connectedAtOnce = 10;
/** An idle server's CPU is read only once it stands still for so long. */
const idleMs = 60;

/** What a change and a storm of connections cost, and how soon they are through. */
export const propagation: Bench = {
  name: "propagation",
  about: [
    "As many proxies as the case says, each with one aggregated stream on a connection of its own, on a server of 1,000 clusters (one in ten by EDS, one listener, one",
    "route table of 100 hosts): Sluice's discovery role with ledger, metrics and summaries in a store, and go-control-plane 0.14.0 (GOMAXPROCS=1) with its linear and",
    "its snapshot cache; the linear one is the better one and is what is compared. The same bytes on both; every response is read and compared with what the server",
    "was given. The server has one core and the clients the other, so that CPU and memory are the server's, while times include the clients' share.",
    "",
    "What bounds it, by profiles at 500 proxies: a change costs 45 to 55 µs a proxy whatever it is, for one message each way. Three tenths are the kernel's write and read, a tenth is V8 that",
    "still compiles, and the rest is JavaScript spread so thin that no function of ours has 4 %; the state machine and the session with its ledger have most of it. So a fifth of the peer's CPU",
    "is met only where the peer walks all that a proxy has (clusters), and cannot be met where it sends one of one: a route table costs it 44 µs a proxy, and the kernel's part of ours alone is a",
    "third of that. In a storm of 500 the server is a new process: optimized code has 1 % of the samples, compilers 13 %, the kernel 30 %, garbage 8 %; the later proxies cost two thirds of what",
    "the first do, so that the ratio falls with their number. Tried and kept: our own HTTP/2 in place of grpc-js (storm -28 %, change -18 %, some 130 kB less a proxy), bodies shared by all",
    "streams and not copied, one write a stream and turn; responses encoded once but for their nonce, requests read in one pass, metrics counted by type and read when asked for, whether anything",
    "is due looked up once a step (together: change -18 to -25 %, storm -11 %). Tried and dropped: writes of 128 KiB in place of 32 (storm -2 %, within the noise).",
  ].join("\n"),
  cases: [...fleets.map((fleet) => `ours ${fleet}`), ...fleets.map((fleet) => `linear ${fleet}`), "snapshot delta 500"],
  metrics: [
    { name: "storm, CPU", unit: "s", about: "All connect at once: CPU of the server, started afresh, until the last proxy has everything." },
    { name: "storm, last", unit: "s", about: "The same, by the clock of the clients." },
    { name: "storm, peak", unit: "bytes", about: "The server's largest resident memory until then." },
    ...changeKinds.flatMap((kind) => [
      { name: `${kind}, CPU`, unit: "ms" as const, about: `One ${kind} changed: CPU of the server until all is quiet, mean of ${changes}.` },
      { name: `${kind}, last ACK`, unit: "ms" as const, about: `The same, until the last proxy has acknowledged it, median of ${changes}.` },
    ]),
    {
      name: "memory a stream",
      unit: "bytes",
      about: "Resident memory after collection that the second half of the fleet adds, on a server of its own, where proxies connect ten at a time.",
    },
  ],
  ratios: fleets.flatMap((fleet) => [
    ratio(fleet, "storm, CPU", 0.5),
    ratio(fleet, "storm, peak", 0.5),
    ...changeKinds.map((kind) => ratio(fleet, `${kind}, CPU`, 0.2)),
    ratio(fleet, "cluster, last ACK"),
    { title: `${fleet}: memory a stream`, of: { case: `ours ${fleet}`, metric: "memory a stream" }, atMost: 80_000 },
  ]),
  runs: 3,
  timeoutMs: 600_000,
  measure,
};

function ratio(fleet: string, metric: string, atMost?: number): Ratio {
  const cells = { of: { case: `ours ${fleet}`, metric }, to: { case: `linear ${fleet}`, metric } };
  return { title: `${fleet}: ${metric}, ours to go-control-plane`, ...cells, ...(atMost !== undefined && { atMost }) };
}

async function measure(caseName: string): Promise<Measures> {
  const [name = "", variant = "", size = ""] = caseName.split(" ");
  spawnSync("taskset", ["-apc", String(clientCore), String(process.pid)]);
  const on = <T>(work: (fleet: BenchFleet) => Promise<T>): Promise<T> => onServer(name as ServerName, variant as Variant, work);
  const costs = await on(async (fleet) => ({ ...(await measureStorm(fleet, Number(size))), ...(await measureAllChanges(fleet)) }));
  const memory = await on((fleet) => memoryAStream(fleet, Number(size) / 2));
  return { ...costs, "memory a stream": memory };
}

/** A server that has all resources, and proxies for it, not connected yet. */
interface BenchFleet {
  readonly server: BenchServer;
  readonly proxies: BenchProxies;
}

async function onServer<T>(name: ServerName, variant: Variant, work: (fleet: BenchFleet) => Promise<T>): Promise<T> {
  const server = await startServer(name, serverCore);
  const proxies = new BenchProxies({ address: server.address, variant });
  try {
    const resources = fleetResources();
    proxies.expect(resources);
    await server.change(resources);
    return await work({ server, proxies });
  } finally {
    proxies.close();
    await server.stop();
  }
}

async function measureStorm({ server, proxies }: BenchFleet, size: number): Promise<Measures> {
  const { cpuMs, wallMs } = await costOf(server, () => proxies.connect(size));
  return { "storm, CPU": cpuMs / 1000, "storm, last": wallMs / 1000, "storm, peak": server.memory().peakBytes };
}

async function measureAllChanges(fleet: BenchFleet): Promise<Measures> {
  const measured: Record<string, number> = {};
  for (const kind of changeKinds) Object.assign(measured, await measureChanges(kind, fleet));
  return measured;
}

async function measureChanges(kind: Change, { server, proxies }: BenchFleet): Promise<Measures> {
  const times: number[] = [];
  const change = async (generation: number): Promise<void> => {
    const resource = changedResource(kind, generation);
    proxies.expect([resource]);
    const started = performance.now();
    const acknowledged = proxies.acknowledged(resource);
    await Promise.all([server.change([resource]), acknowledged]);
    times.push(performance.now() - started);
  };
  for (let index = 0; index < warmUps; index += 1) await change(2 + index);
  times.length = 0;
  const { cpuMs } = await costOf(server, async () => {
    for (let index = 0; index < changes; index += 1) await change(2 + warmUps + index);
  });
  return { [`${kind}, CPU`]: cpuMs / changes, [`${kind}, last ACK`]: median(times) };
}

/** As many proxies twice, a few at a time, so that what a storm leaves behind is not taken for theirs. */
async function memoryAStream({ server, proxies }: BenchFleet, half: number): Promise<number> {
  const residentWith = async (more: number): Promise<number> => {
    for (let connected = 0; connected < more; connected += connectedAtOnce) await proxies.connect(Math.min(connectedAtOnce, more - connected));
    await idle(server);
    await server.collect();
    return server.memory().residentBytes;
  };
  const before = await residentWith(half);
  return ((await residentWith(half)) - before) / half;
}

/** CPU until the server is idle again, and the time until the work itself is done. */
async function costOf(server: BenchServer, work: () => Promise<void>): Promise<{ readonly cpuMs: number; readonly wallMs: number }> {
  const before = await idle(server);
  const started = performance.now();
  await work();
  const wallMs = performance.now() - started;
  return { cpuMs: ((await idle(server)) - before) * 1000, wallMs };
}

/** Waits until the server does nothing and answers the CPU seconds that it has taken so far. */
async function idle(server: BenchServer): Promise<number> {
  let before = -1;
  for (let now = server.cpuSeconds(); now !== before; now = server.cpuSeconds()) {
    before = now;
    await wait(idleMs);
  }
  return before;
}
