import { execFileSync } from "node:child_process";
import { readReply } from "../../test/kit/authz/check-reply.ts";
import { askEach, type EachLoad, type EachResult } from "../kit/ask-each.ts";
import { askInTurns } from "../kit/ask-in-turns.ts";
import type { Measures } from "../kit/bench.ts";
import { browserRequest } from "./browser-request.ts";
import type { AuthzCase } from "./cases.ts";
import { checkPath, clientCore, noOp, serverCore, startServer } from "./servers.ts";

const calls = { warmUp: 3000, measured: 8000, perRound: 2000 } as const;
const rounds = 5;
const perSecond = 10_000;

/** Requests that differ as the case says: each has a new token, or the next policy and key. A server on two cores may use the client's besides its own. */
export async function measureVariedMessages(asked: AuthzCase, cores: 1 | 2): Promise<Measures> {
  const server = await startServer(asked, cores === 1 ? serverCore : [serverCore, clientCore]);
  const messages = variedMessages(asked, calls.warmUp + calls.measured + calls.perRound * rounds);
  execFileSync("taskset", ["-a", "-cp", String(clientCore), String(process.pid)]);
  const ask = async (count: number, more: Partial<EachLoad> = {}): Promise<EachResult> =>
    askEach({ port: server.port, path: checkPath, messages: messages.splice(0, count), connections: 4, streams: 100, ...more });
  await ask(calls.warmUp);
  const before = server.running.cpuSeconds();
  const { seconds, replies } = await ask(calls.measured);
  const cpu = server.running.cpuSeconds() - before;
  if (!replies.every((reply) => readReply(reply).outcome === "allowed")) throw new Error("Not every request was let in");
  const latency = await latencyOf(() => ask(calls.perRound, { perSecond }), messages[0] ?? new Uint8Array());
  await server.running.stop();
  return { "CPU a check": (cpu / calls.measured) * 1e6, "checks a second": calls.measured / seconds, ...latency };
}

/** Beside a service that does nothing and is asked by as many messages of that length. */
async function latencyOf(askOurs: () => Promise<EachResult>, message: Uint8Array): Promise<Measures> {
  const idle = await startServer(noOp);
  const load: EachLoad = { port: idle.port, path: checkPath, messages: Array.from({ length: calls.perRound }, () => message), connections: 4, streams: 100 };
  await askEach(load);
  const [, latency] = await askInTurns([async () => (await askEach({ ...load, perSecond })).latenciesMs, async () => (await askOurs()).latenciesMs]);
  await idle.running.stop();
  return { "p99 at 10,000/s": latency?.p99 ?? Number.NaN, "p99 above no-op": latency?.addedP99 ?? Number.NaN };
}

function variedMessages(asked: AuthzCase, count: number): Uint8Array[] {
  const { vary } = asked;
  if (vary === undefined) throw new RangeError("The case has one request alone");
  return Array.from({ length: count }, (_, number) => browserRequest({ ...asked, ...vary(number) }));
}
