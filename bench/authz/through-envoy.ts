import { execFileSync } from "node:child_process";
import { type TokenKey, tokenKey } from "../../test/kit/authz/tokens.ts";
import { startEnvoy } from "../../test/kit/binary/envoy.ts";
import { freePort } from "../../test/kit/binary/free-port.ts";
import { send } from "../../test/kit/traffic/http-request.ts";
import { type AskForAWhile, askInTurns } from "../kit/ask-in-turns.ts";
import type { Measures } from "../kit/bench.ts";
import { type H2load, h2load } from "../kit/h2load.ts";
import { benchEnvoy, paths, tokenParameter } from "./bench-envoy.ts";
import { browserHeaders, browserRequest } from "./browser-request.ts";
import { consumerKey, makeToken, tokenPolicy } from "./cases.ts";
import { checkPath, clientCore, startServer } from "./servers.ts";

/** More than can be asked one after the other in a round. */
const tokensPerRound = 2500;
const roundSeconds = 0.5;

/** How callers show who they are. */
export type Shown = "api-key" | "jwt-rs256" | "jwt-rs256-new";

/** One request after the other through a real Envoy: what asking us adds to it, and what Envoy's own filter adds with the same tokens. */
export async function measureThroughEnvoy(shown: Shown): Promise<Measures> {
  const signing = tokenKey("RS256");
  const { port, stop } = await startEdge(shown, signing);
  const headers = { ...browserHeaders, ...(shown === "api-key" && { "x-api-key": consumerKey }) };
  const load: H2load = { port, path: "", headers, connections: 1, streams: 1, seconds: roundSeconds, warmUpSeconds: 0, latencies: true, core: clientCore };
  const ask = async (path: string, queries: readonly string[]) => h2load({ ...load, path: queries.map((query) => path + query) });
  const nextQueries = queriesOf(shown, signing);
  // What remembers nothing may be shown the same tokens again.
  const same = nextQueries();
  const again =
    (path: string): AskForAWhile =>
    async () =>
      (await ask(path, same)).latenciesMs;
  const service: AskForAWhile = async () => {
    const queries = nextQueries();
    const { calls, latenciesMs } = await ask(paths.service, queries);
    if (queries.length > 1 && calls > queries.length) throw new Error(`${calls} requests had ${queries.length} tokens`);
    return latenciesMs;
  };
  await h2load({ ...load, path: nextQueries().map((query) => paths.service + query), streams: 50 });
  const [open, asked, own] = await askInTurns([again(paths.open), service, ...(shown === "api-key" ? [] : [again(paths.filter)])]);
  await stop();
  return {
    "no auth, p50": open?.p50 ?? Number.NaN,
    "added p50": asked?.addedP50 ?? Number.NaN,
    "added p99": asked?.addedP99 ?? Number.NaN,
    ...(own !== undefined && { "jwt_authn, added p50": own.addedP50, "jwt_authn, added p99": own.addedP99 }),
  };
}

/** Envoy is on the client's core: of two that wait for each other only one is at work. */
async function startEdge(shown: Shown, signing: TokenKey): Promise<{ readonly port: number; readonly stop: () => Promise<void> }> {
  const jwt = { ...tokenPolicy(signing), from: [{ query: tokenParameter }] };
  const identify = shown === "api-key" ? [{ apiKey: {} }] : [{ jwt }];
  const server = await startServer({ policies: new Map([["p", { identify }]]), rego: undefined, keys: [consumerKey] });
  await warm(server.port, signing);
  const port = await freePort();
  const envoy = await startEnvoy(benchEnvoy({ port, servicePort: server.port, signing }));
  execFileSync("taskset", ["-a", "-cp", String(clientCore), String(envoy.pid)]);
  await mustKeepOut(port, [paths.service, ...(shown === "api-key" ? [] : [paths.filter])]);
  const stop = async (): Promise<void> => {
    await envoy.stop();
    await server.running.stop();
  };
  return { port, stop };
}

/** Through an Envoy compilers would take long to see what is often done. */
async function warm(port: number, signing: TokenKey): Promise<void> {
  const message = browserRequest({ target: "p", path: `/?${tokenParameter}=${makeToken(signing)}`, headers: { "x-api-key": consumerKey } });
  await h2load({ port, path: checkPath, message, connections: 4, streams: 100, seconds: 1, warmUpSeconds: 0, core: clientCore });
}

async function mustKeepOut(port: number, guarded: readonly string[]): Promise<void> {
  for (const path of guarded) {
    const { status } = await send({ port, path });
    if (status !== 401) throw new Error(`A request of nobody got ${status} from ${path}`);
  }
}

/** What to ask with in the next round. */
function queriesOf(shown: Shown, signing: TokenKey): () => readonly string[] {
  const query = (id: number): string => `?${tokenParameter}=${makeToken(signing, id)}`;
  if (shown === "api-key") return () => [""];
  let made = 1;
  if (shown === "jwt-rs256-new") return () => Array.from({ length: tokensPerRound }, () => query(made++));
  const one = [query(0)];
  return () => one;
}
