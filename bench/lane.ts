import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { buildWithGo } from "../test/kit/binary/build-go.ts";
import { freePort } from "../test/kit/binary/free-port.ts";
import type { Bench, Measures, Ratio } from "./kit/bench.ts";
import { type H2load, h2load } from "./kit/h2load.ts";
import { type PinnedOptions, startPinned } from "./kit/pinned-process.ts";
import { quantile } from "./kit/quantile.ts";
import { request, shouldRateLimit } from "./lane/call.ts";

const servers = ["ours", "grpc-go", "grpc-js"] as const;
/** Connections and streams on each. */
const shapes = ["1×10", "1×100", "4×100"] as const;
const serverCore = 0;
const clientCore = 1;
const seconds = 4;

/** What a call costs on a service that does nothing. */
export const lane: Bench = {
  name: "lane",
  about: [
    "`ShouldRateLimit` on a service that does nothing, asked by h2load: our lane with all its bounds and metrics, the same handler on grpc-js, and grpc-go with a",
    "service of bytes (GOMAXPROCS=1, GOGC=400). A case is the server, connections and streams on each. Server and client are pinned to a core each. CPU a call is",
    "what counts; rates and times are the machine's of the minute, and above some 200,000 calls a second the client is what bounds them.",
  ].join("\n"),
  cases: servers.flatMap((server) => shapes.map((shape) => `${server} ${shape}`)),
  metrics: [
    { name: "CPU a call", unit: "µs", about: "User and system time of the server, by the kernel's count." },
    { name: "calls a second", unit: "calls", about: "Answered in four seconds, after one to warm up." },
    { name: "p50", unit: "ms", about: "A call as the client sees it at that load, in a run of its own of one second." },
    { name: "p99", unit: "ms", about: "The same, 99th percentile." },
  ],
  ratios: shapes.flatMap((shape) => [cpuRatio("grpc-go", shape, 0.5), cpuRatio("grpc-js", shape, 0.25)]),
  runs: 5,
  timeoutMs: 60_000,
  measure,
};

function cpuRatio(peer: string, shape: string, atMost: number): Ratio {
  const cell = (server: string) => ({ case: `${server} ${shape}`, metric: "CPU a call" });
  return { title: `CPU a call, ${shape}: ours to ${peer}`, of: cell("ours"), to: cell(peer), atMost };
}

async function measure(caseName: string): Promise<Measures> {
  const [server = "", shape = ""] = caseName.split(" ");
  const [connections = 1, streams = 1] = shape.split("×").map(Number);
  const port = await freePort();
  const running = await startPinned(await commandOf(server, port));
  try {
    const load: H2load = { port, path: shouldRateLimit, message: request, connections, streams, seconds, core: clientCore };
    // The first run is long enough for the compilers of either.
    await h2load({ ...load, seconds: 1 });
    const before = running.cpuSeconds();
    const { calls, perSecond } = await h2load(load);
    const cpu = running.cpuSeconds() - before;
    const { latenciesMs } = await h2load({ ...load, seconds: 1, latencies: true });
    // The server has worked in h2load's second of warming up too.
    const worked = calls * ((seconds + 1) / seconds);
    return { "CPU a call": (cpu / worked) * 1e6, "calls a second": perSecond, p50: quantile(latenciesMs, 0.5), p99: quantile(latenciesMs, 0.99) };
  } finally {
    await running.stop();
  }
}

async function commandOf(server: string, port: number): Promise<PinnedOptions> {
  if (server !== "grpc-go") return { command: [process.execPath, join(import.meta.dirname, "lane/server.ts"), server, String(port)], core: serverCore };
  const source = fileURLToPath(new URL("./lane/grpc-go", import.meta.url));
  const peer = await buildWithGo({ name: "lane-peer", version: "1.79.3", source });
  if ("missing" in peer) throw new Error(peer.missing);
  return { command: [peer.path, String(port)], core: serverCore, env: { GOMAXPROCS: "1", GOGC: "400" } };
}
