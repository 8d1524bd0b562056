import { askInTurns } from "../kit/ask-in-turns.ts";
import type { Measures } from "../kit/bench.ts";
import { h2load } from "../kit/h2load.ts";
import { shouldRateLimit } from "../lane/call.ts";
import { limitFile, limitRequest } from "./limits.ts";
import { type BenchServer, clientCore, countedHits, startServer } from "./start-server.ts";

/** Calls a second, far from what either can do. */
const perSecond = 300;
/** More than wait at a time, so that the client keeps none back. */
const streams = 100;
/** Between two looks whether Redis is asked again, in milliseconds. */
const lookMs = 20;

/** What a Redis that freezes costs the callers of ours, beside a service that does nothing. */
export async function measureFrozen(): Promise<Measures> {
  const ours = await startServer("ours-frozen", limitFile(4, "allow"));
  const noop = await startServer("noop", limitFile(4));
  try {
    await ask(noop);
    await ask(ours);
    const [, frozen] = await askInTurns([() => ask(noop), () => askFrozen(ours)]);
    return { "half load, p50": frozen?.p50 ?? Number.NaN, "half load, p99": frozen?.p99 ?? Number.NaN, "p99 above no-op": frozen?.addedP99 ?? Number.NaN };
  } finally {
    ours.redis.process().signal("SIGCONT");
    await ours.stop();
    await noop.stop();
  }
}

async function ask({ port }: BenchServer): Promise<readonly number[]> {
  const load = { port, path: shouldRateLimit, message: limitRequest(1), connections: 1, streams, seconds: 1, warmUpSeconds: 0, core: clientCore };
  return (await h2load({ ...load, perSecond, latencies: true })).latenciesMs;
}

/** Redis freezes as the turn begins, and is asked again when this is over. */
async function askFrozen(server: BenchServer): Promise<readonly number[]> {
  const redis = server.redis.process();
  redis.signal("SIGSTOP");
  const latenciesMs = await ask(server);
  const hits = await countedHits(server.port);
  if (hits !== 0) throw new Error(`A frozen Redis has counted ${hits} hits`);
  redis.signal("SIGCONT");
  while ((await countedHits(server.port)) === 0) await new Promise((resolve) => setTimeout(resolve, lookMs));
  return latenciesMs;
}
