import { Client, credentials } from "@grpc/grpc-js";
import { readReply } from "../../test/kit/authz/check-reply.ts";
import { askInTurns } from "../kit/ask-in-turns.ts";
import type { Measures } from "../kit/bench.ts";
import { type H2load, h2load } from "../kit/h2load.ts";
import { browserRequest } from "./browser-request.ts";
import type { AuthzCase } from "./cases.ts";
import { type AuthzServer, checkPath, clientCore, noOp, startServer } from "./servers.ts";

const seconds = 2;
/** At the rate of the goal. */
const perSecond = 10_000;
const roundSeconds = 0.4;

/** One request over and over, by h2load: what the server takes for it, and how fast it can. */
export async function measureSameMessage(asked: AuthzCase): Promise<Measures> {
  const server = await startServer(asked);
  const load = await warmLoad(server, browserRequest(asked));
  const before = server.running.cpuSeconds();
  const done = await h2load({ ...load, seconds });
  const cpu = server.running.cpuSeconds() - before;
  const latency = asked.rego === undefined ? await latencyOf(server, load) : {};
  await server.running.stop();
  return { "CPU a check": (cpu / done.calls) * 1e6, "checks a second": done.perSecond, ...latency };
}

/** A second of it is enough for the compilers of either. */
async function warmLoad({ port }: AuthzServer, message: Uint8Array): Promise<H2load> {
  await mustBeAllowed(port, message);
  const load: H2load = { port, path: checkPath, message, connections: 4, streams: 100, seconds: 1, warmUpSeconds: 0, core: clientCore };
  await h2load(load);
  return load;
}

/** Beside a service that does nothing, on the same core, asked by the same messages. */
async function latencyOf(server: AuthzServer, load: H2load): Promise<Measures> {
  const idle = await startServer(noOp);
  await warmLoad(idle, load.message ?? new Uint8Array());
  const ask =
    ({ port }: AuthzServer) =>
    async (): Promise<readonly number[]> =>
      (await h2load({ ...load, port, perSecond, seconds: roundSeconds, latencies: true })).latenciesMs;
  const [, latency] = await askInTurns([ask(idle), ask(server)]);
  await idle.running.stop();
  return { "p99 at 10,000/s": latency?.p99 ?? Number.NaN, "p99 above no-op": latency?.addedP99 ?? Number.NaN };
}

/** A service that refuses is fast: what is measured must be the answer that lets in. */
async function mustBeAllowed(port: number, message: Uint8Array): Promise<void> {
  const client = new Client(`127.0.0.1:${port}`, credentials.createInsecure());
  const same = (bytes: Buffer): Buffer => bytes;
  try {
    const reply = await new Promise<Buffer>((resolve, reject) => {
      client.makeUnaryRequest(checkPath, same, same, Buffer.from(message), (error, bytes) =>
        bytes === undefined ? reject(error ?? new Error("No reply")) : resolve(bytes),
      );
    });
    const { outcome } = readReply(reply);
    if (outcome !== "allowed") throw new Error(`The request is ${outcome}`);
  } finally {
    client.close();
  }
}
