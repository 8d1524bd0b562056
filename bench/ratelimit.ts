import { startEnvoy } from "../test/kit/binary/envoy.ts";
import { freePorts } from "../test/kit/binary/free-port.ts";
import { limitedEnvoy } from "../test/kit/limits/static-envoy.ts";
import { startHttpBackend } from "../test/kit/traffic/http-backend.ts";
import type { Bench, Measures, Ratio } from "./kit/bench.ts";
import { type H2load, h2load } from "./kit/h2load.ts";
import { quantile } from "./kit/quantile.ts";
import { shouldRateLimit } from "./lane/call.ts";
import { measureFrozen } from "./ratelimit/frozen-store.ts";
import { limitFile, limitRequest } from "./ratelimit/limits.ts";
import { clientCore, countedHits, startServer } from "./ratelimit/start-server.ts";

const shapes = ["1×10", "1×100", "4×100"] as const;
const seconds = 2;
/** Before it is measured a server answers so many calls, or as many as it can in so many seconds: compilers go by how often something ran, not by time. */
const warmUp = { calls: 60_000, seconds: 2 } as const;
/** Requests a second through an Envoy, far from what any part can do. */
const envoyRate = 300;

const frozen = "ours-frozen";
const direct = ["ours", "peer-2023", "peer-2026"].flatMap((server) => shapes.map((shape) => `${server} ${shape}`));

const counted = [
  ...direct,
  ...["ours-memory 1×10", "ours-memory 1×100", "ours-memory 4×100", "ours-workers 4×100"],
  ...["ours 1×100 4-descriptors", "peer-2026 1×100 4-descriptors", "ours 1×100 1-rule", "ours 1×100 1000-rules", "envoy noop", "envoy ours"],
];

/** What a decision costs, beside envoyproxy/ratelimit. */
export const ratelimit: Bench = {
  name: "ratelimit",
  about: [
    "`ShouldRateLimit` with limits that are never reached, asked by h2load: `sluice serve --roles ratelimit` with all its bounds and metrics, and envoyproxy/ratelimit –",
    "the latest (GOGC=400, pool of 40) and that of April 2023, which is faster (window of 150 µs, 16 a pipeline) – with GOMAXPROCS=1; all with one Redis without",
    "persistence. A case is the server, connections and streams on each, descriptors of a request (default 1) and rules of the domain (default 4). The server has a core –",
    "two workers of `ours-workers` share it –, client and Redis share the other. That every answer was a counted decision is checked by the counter. `envoy` is HTTP through a",
    "real Envoy at a fixed rate, with a service that does nothing and with ours: the difference is what a decision adds. `ours-frozen` is asked 300 times a second, in turns with",
    "a service that does nothing, for limits that let pass during an outage; its Redis is stopped by SIGSTOP before each turn and goes on after it. The first calls of a turn wait",
    "for Redis as long as any does, and the 99th percentile meets them.",
    "",
    "What bounds 1×10: all ten calls travel together, so a turn is the client's write, one script call, and one write back – two reads, two writes and one round trip to Redis",
    "for ten decisions, and nothing waits for a timer (seen with `strace`). Of the 150 µs of CPU that such a turn takes on a quiet machine nearly half is the kernel's (`perf`: sends",
    "over loopback and waking the other side), some 40 µs are the runtime's sockets, 10 µs are the decisions; the script takes Redis 12 µs, its connection 40 µs more. The",
    "stages follow each other, so the rate is one by their sum, and on a machine that is busy one by four waits for a core; only more calls in flight share them out.",
  ].join("\n"),
  cases: [...counted, frozen],
  metrics: [
    { name: "CPU a decision", unit: "µs", about: "User and system time of the server, by the kernel's count.", cases: counted },
    { name: "decisions a second", unit: "calls", about: "Answered in two seconds, after 60,000 calls or two seconds to warm up.", cases: counted },
    {
      name: "half load, p50",
      unit: "ms",
      about:
        "A call as the client sees it at half of that rate, in a run of its own of one second; through Envoy, and with `ours-frozen`, at 300 requests a second.",
    },
    { name: "half load, p99", unit: "ms", about: "The same, 99th percentile." },
    {
      name: "p99 above no-op",
      unit: "ms",
      about: "The same, less that of a service that does nothing, asked in turns; median of five differences.",
      cases: [frozen],
    },
  ],
  ratios: [
    ...["peer-2026", "peer-2023"].flatMap((peer) =>
      shapes.flatMap((shape, index) => [cpuRatio(peer, shape, [4, 10, 15][index] ?? 1), rateRatio(peer, shape), latencyRatio(peer, shape)]),
    ),
    { title: "CPU a decision, 1,000 rules to 1", of: cell("ours 1×100 1000-rules", "CPU a decision"), to: cell("ours 1×100 1-rule", "CPU a decision") },
    {
      title: "CPU a decision, 4 descriptors: ours to peer-2026",
      of: cell("ours 1×100 4-descriptors", "CPU a decision"),
      to: cell("peer-2026 1×100 4-descriptors", "CPU a decision"),
    },
    ...["p50", "p99"].map((part) => ({
      title: `${part} through Envoy: ours to a service that does nothing`,
      of: cell("envoy ours", `half load, ${part}`),
      to: cell("envoy noop", `half load, ${part}`),
    })),
    { title: "p99 above no-op while Redis is frozen, ms", of: cell(frozen, "p99 above no-op"), atMost: 50 },
  ],
  runs: 3,
  timeoutMs: 180_000,
  measure,
};

function cell(caseName: string, metric: string) {
  return { case: caseName, metric };
}

function cpuRatio(peer: string, shape: string, times: number): Ratio {
  const metric = "CPU a decision";
  return {
    title: `CPU a decision, ${shape}: ours to ${peer}`,
    of: cell(`ours ${shape}`, metric),
    to: cell(`${peer} ${shape}`, metric),
    ...(peer === "peer-2026" && { atMost: 1 / times }),
  };
}

function rateRatio(peer: string, shape: string): Ratio {
  const metric = "decisions a second";
  return { title: `Decisions a second, ${shape}: ours to ${peer}`, of: cell(`ours ${shape}`, metric), to: cell(`${peer} ${shape}`, metric) };
}

function latencyRatio(peer: string, shape: string): Ratio {
  const metric = "half load, p99";
  return { title: `p99 at half load, ${shape}: ours to ${peer}`, of: cell(`ours ${shape}`, metric), to: cell(`${peer} ${shape}`, metric) };
}

async function measure(caseName: string): Promise<Measures> {
  const [first = "", second = "", variant = ""] = caseName.split(" ");
  if (first === "envoy") return measureEnvoy(second);
  if (first === frozen) return measureFrozen();
  const descriptors = variant === "4-descriptors" ? 4 : 1;
  const rules = variant === "1-rule" ? 1 : variant === "1000-rules" ? 1000 : 4;
  const { running, port, stop } = await startServer(first, limitFile(rules));
  const [connections = 1, streams = 1] = second.split("×").map(Number);
  try {
    const load: H2load = { port, path: shouldRateLimit, message: limitRequest(descriptors), connections, streams, seconds, warmUpSeconds: 0, core: clientCore };
    await warm(load);
    const before = running.cpuSeconds();
    const { calls, perSecond } = await h2load(load);
    const cpu = running.cpuSeconds() - before;
    const { latenciesMs } = await h2load({ ...load, seconds: 1, latencies: true, perSecond: perSecond / 2 });
    await mustHaveCounted(port, calls);
    return { "CPU a decision": (cpu / calls) * 1e6, "decisions a second": perSecond, ...halfLoad(latenciesMs) };
  } finally {
    await stop();
  }
}

async function warm(load: H2load): Promise<void> {
  let answered = 0;
  for (let second = 0; second < warmUp.seconds && answered < warmUp.calls; second += 1) answered += (await h2load({ ...load, seconds: 1 })).calls;
}

async function mustHaveCounted(port: number, calls: number): Promise<void> {
  const hits = await countedHits(port);
  if (hits < calls) throw new Error(`Of ${calls} answers ${hits} were counted decisions: the others were errors`);
}

async function measureEnvoy(service: string): Promise<Measures> {
  const { running, port, stop } = await startServer(service, limitFile(4));
  const [listener = 0] = await freePorts(1);
  const backend = await startHttpBackend("bench");
  const rateLimits = [[{ generic_key: { descriptor_value: "huge" } }]];
  const envoy = await startEnvoy(limitedEnvoy({ port: listener, services: [port], backendPort: backend.port, domain: "bench", rateLimits }));
  try {
    const load: H2load = { port: listener, path: "/", connections: 1, streams: 20, seconds, warmUpSeconds: 0, core: clientCore };
    await h2load({ ...load, seconds: 1, perSecond: envoyRate });
    const before = running.cpuSeconds();
    const { calls, perSecond, latenciesMs } = await h2load({ ...load, latencies: true, perSecond: envoyRate });
    const cpu = running.cpuSeconds() - before;
    return { "CPU a decision": (cpu / calls) * 1e6, "decisions a second": perSecond, ...halfLoad(latenciesMs) };
  } finally {
    await envoy.stop();
    await backend.close();
    await stop();
  }
}

function halfLoad(sorted: readonly number[]): Measures {
  return { "half load, p50": quantile(sorted, 0.5), "half load, p99": quantile(sorted, 0.99) };
}
