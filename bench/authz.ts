import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Client, credentials } from "@grpc/grpc-js";
import { stringify } from "yaml";
import { checkBytes } from "../test/kit/authz/check-message.ts";
import { readReply } from "../test/kit/authz/check-reply.ts";
import { mustBuildWithGo } from "../test/kit/binary/build-go.ts";
import { freePort } from "../test/kit/binary/free-port.ts";
import { type AuthzCase, authzCase, consumerKey } from "./authz/cases.ts";
import type { Bench, Measures, Ratio } from "./kit/bench.ts";
import { type H2load, h2load } from "./kit/h2load.ts";
import { type PinnedOptions, startPinned } from "./kit/pinned-process.ts";

const ours = ["no-op", "allow-all", "api-key", "jwt-cached", "jwt-rs256", "jwt-es256", "rules", "cel", "1000-policies"] as const;
const checkPath = "/envoy.service.auth.v3.Authorization/Check";
const serverCore = 0;
const clientCore = 1;
const seconds = 3;

/** What a decision costs. */
export const authz: Bench = {
  name: "authz",
  about: [
    "`Check` with the request of a browser (1.3 kB), asked by h2load over 4 connections with 100 streams each. `no-op` is our lane with a service that does nothing, `jwt-cached`,",
    "`api-key` and `1000-policies` are decided once and kept; `jwt-rs256`, `jwt-es256`, `rules` (a hundred, the last one fits) and `cel` are decided anew each time. `opa` is OPA's Go",
    "library behind what opa-envoy-plugin does with a request, without decision logs (`bench/authz/opa`), and verifies each token. Server and client are pinned to a core each; CPU a",
    "check is what counts, rates are the machine's of the minute.",
  ].join("\n"),
  cases: [...ours.map((what) => `ours ${what}`), "opa allow-all", "opa jwt-rs256"],
  metrics: [
    { name: "CPU a check", unit: "µs", about: "User and system time of the server, by the kernel's count." },
    { name: "checks a second", unit: "calls", about: "Answered in three seconds, after one to warm up." },
  ],
  ratios: [
    against("ours allow-all", "opa allow-all", 0.1),
    against("ours jwt-cached", "opa jwt-rs256", 0.1),
    against("ours jwt-rs256", "opa jwt-rs256", 0.5),
    against("ours api-key", "ours no-op"),
    { title: "CPU a check, µs: ours allow-all", of: cell("ours allow-all"), atMost: 10 },
    { title: "CPU a check, µs: ours jwt-cached", of: cell("ours jwt-cached"), atMost: 10 },
  ],
  runs: 5,
  timeoutMs: 120_000,
  measure,
};

function against(of: string, to: string, atMost?: number): Ratio {
  return { title: `CPU a check: ${of} to ${to}`, of: cell(of), to: cell(to), ...(atMost !== undefined && { atMost }) };
}

function cell(name: string) {
  return { case: name, metric: "CPU a check" };
}

async function measure(caseName: string): Promise<Measures> {
  const folder = await mkdtemp(join(tmpdir(), "sluice-authz-"));
  const port = await freePort();
  const asked = authzCase(caseName);
  const running = await startPinned(await commandOf(asked, { port, folder }));
  try {
    const message = browserRequest(asked);
    const load: H2load = { port, path: checkPath, message, connections: 4, streams: 100, seconds, core: clientCore };
    await mustBeAllowed(port, message);
    // The first run is long enough for the compilers of either.
    await h2load({ ...load, seconds: 1 });
    const before = running.cpuSeconds();
    const { calls, perSecond } = await h2load(load);
    const cpu = running.cpuSeconds() - before;
    // The server has worked in h2load's second of warming up too.
    return { "CPU a check": (cpu / (calls * ((seconds + 1) / seconds))) * 1e6, "checks a second": perSecond };
  } finally {
    await running.stop();
    await rm(folder, { recursive: true, force: true });
  }
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

interface Place {
  readonly port: number;
  readonly folder: string;
}

async function commandOf({ policies, rego }: AuthzCase, { port, folder }: Place): Promise<PinnedOptions> {
  const server = join(import.meta.dirname, "authz/server.ts");
  if (rego !== undefined) return peerCommand(rego, { port, folder });
  if (policies === undefined) return { command: [process.execPath, server, String(port)], core: serverCore };
  const consumer = { kind: "Consumer", name: "acme", spec: { groups: ["partners"], credentials: { key: { apiKey: { value: consumerKey } } } } };
  const objects = [...policies].map(([name, auth]) => ({ kind: "Policy", name, spec: { auth } }));
  await writeFile(join(folder, "objects.yaml"), [consumer, ...objects].map((object) => stringify(object)).join("---\n"));
  return { command: [process.execPath, server, String(port), folder], core: serverCore };
}

async function peerCommand(rego: string, { port, folder }: Place): Promise<PinnedOptions> {
  const source = fileURLToPath(new URL("./authz/opa", import.meta.url));
  const path = await mustBuildWithGo({ name: "authz-peer", version: "1.22.2", source });
  const policy = join(folder, "policy.rego");
  await writeFile(policy, rego);
  return { command: [path, `127.0.0.1:${port}`, policy], core: serverCore, env: { GOMAXPROCS: "1", GOGC: "400" } };
}

/** What Envoy sends of a browser's request: 1.3 kB. */
function browserRequest({ target, path, headers }: AuthzCase): Uint8Array {
  const browser = {
    "user-agent": "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/139.0.0.0 Safari/537.36",
    accept: "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8",
    "accept-language": "en-US,en;q=0.9,de;q=0.8",
    "accept-encoding": "gzip, deflate, br, zstd",
    "sec-fetch-site": "same-origin",
    "sec-fetch-mode": "navigate",
    cookie: `session=${"s".repeat(200)}; theme=dark`,
    "x-forwarded-proto": "https",
    "x-forwarded-for": "203.0.113.7",
  };
  return checkBytes({ path, headers: { ...browser, ...headers }, extensions: { "sluice.target": target } });
}
