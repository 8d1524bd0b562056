import { beforeAll, expect, it } from "vitest";
import { freePort } from "../kit/binary/free-port.ts";
import { describeWith } from "../kit/binary/require.ts";
import { attachEnvoy, newPlace, nodeToken, type ServedProgram, type ServePlace, startServe } from "../kit/program/serve-program.ts";
import { waitFor } from "../kit/stack/stack.ts";
import { type HttpBackend, startHttpBackend } from "../kit/traffic/http-backend.ts";
import { send } from "../kit/traffic/http-request.ts";

const introspection = {
  introspection: { url: "https://idp.example.com/i", issuer: "https://idp.example.com", client: { id: "gw", secret: { name: "idp", entry: "client" } } },
};

const key = { "x-api-key": "acme-0123456789abcdef" };

describeWith("sluice serve decides who gets in", ["envoy"], () => {
  let place: ServePlace;
  let program: ServedProgram;
  let backend: HttpBackend;
  let listen: readonly string[];
  let port: number;

  beforeAll(async () => {
    port = await freePort();
    backend = await startHttpBackend("shop");
    place = await newPlace();
    listen = ["--authz-address", `127.0.0.1:${await freePort()}`];
    program = await startServe(place, listen);
    await write(
      { kind: "NodeGroup", name: "edge", spec: {} },
      { kind: "Gateway", name: "web", spec: { listeners: [{ name: "http", port, protocol: "http" }] } },
      { kind: "Service", name: "shop", spec: { endpoints: { static: [{ address: "127.0.0.1", port: backend.port }] } } },
      { kind: "Consumer", name: "acme", spec: { credentials: { key: { apiKey: { value: key["x-api-key"] } } } } },
      route({ auth: { identify: [{ apiKey: {} }] } }),
    );
    await attachEnvoy("edge-1", { token: await nodeToken(program), replicas: [place] });
    await waitFor(async () => (await ask(key)) === 200, 20_000, "the proxy to be ready");
  });

  const write = (...objects: readonly object[]) =>
    program.client.batch(
      objects.map((object) => ({ method: "put" as const, object: object as never })),
      { force: "test" },
    );
  const route = (policies: object) => ({
    kind: "Route",
    name: "shop",
    spec: { parents: [{ name: "web" }], rules: [{ name: "all", backends: [{ service: "shop" }], ...policies }] },
  });
  const ask = async (headers: Readonly<Record<string, string>> = {}): Promise<number> => (await send({ port, headers })).status;

  it("by what was written over its API, where keys are kept as hashes", async () => {
    expect(await ask()).toBe(401);
    expect(await ask({ "x-api-key": "acme-0000000000000000" })).toBe(401);
    expect(await ask(key)).toBe(200);
    expect(backend.seen.at(-1)?.headers).not.toHaveProperty("x-api-key");
  });

  it.each<[string, object, string]>([
    [
      "a limit that goes by callers nobody asks for",
      { rateLimit: { limits: [{ name: "fair", key: ["consumer"], rate: "1/s" }] } },
      "no policy auth says who calls here",
    ],
    ["an unknown way of identification", { auth: { identify: [{ apikey: {} }] } }, "Did you mean apiKey?"],
    ["an expression without sense", { auth: { authorize: { rules: [{ when: "identity.nobody == 1" }] } } }, "nobody"],
    ["open doors without a reason", { auth: { identify: [{ apiKey: {} }], ask: { failOpen: {} } } }, "reason"],
    ["open doors that are to be shut", { auth: { identify: [{ apiKey: {} }], staleness: "deny", ask: { failOpen: { reason: "for a while" } } } }, "failOpen"],
    ["a secret that is not there", { auth: { identify: [introspection] } }, "default/idp"],
  ])("and refuses %s when it is written", async (_, policies, words) => {
    await expect(write(route(policies)).then(JSON.stringify, (error: unknown) => Promise.reject(new Error(describeError(error))))).rejects.toThrow(words);
    expect(await ask(key)).toBe(200);
  });

  it("until it is revoked, from the first request on after that was waited for", async () => {
    const wait = { force: "test", waitMs: 20_000 };
    const revocation = { kind: "Revocation", name: "acme-lost-it", spec: { credential: { consumer: "acme", name: "key" } } };
    const { rollout } = await program.client.batch([{ method: "put", object: revocation as never }], wait);
    expect(rollout).toEqual({ acked: 0, pending: [], refused: [], replicas: { acked: 1, pending: [] } });
    expect(await ask(key)).toBe(401);
    await program.client.batch([{ method: "delete", key: { kind: "Revocation", namespace: "default", name: "acme-lost-it" } }], wait);
    expect(await ask(key)).toBe(200);
  });

  it("and tells what is kept of it", async () => {
    const held = async (headers: Readonly<Record<string, string>>) =>
      (await program.client.explainAuth({ url: `http://127.0.0.1:${port}/`, headers })).cache?.held;
    expect(await ask(key)).toBe(200);
    expect(await held(key)).toMatchObject({ outcome: "allowed" });
    expect(await held({ "x-api-key": "acme-never-shown-00000" })).toBeNull();
  });

  it("and tells when the key was used last, also after a stop", async () => {
    const shown = () => program.client.get({ kind: "Consumer", namespace: "default", name: "acme" });
    const before = (await shown())?.revision;
    const from = `${new Date().toISOString().slice(0, 16)}Z`;
    expect(await ask(key)).toBe(200);
    await program.stop();
    program = await startServe(place, listen);
    await waitFor(async () => (await shown())?.status?.lastUsed?.["key"] !== undefined, 20_000, "the last use");
    const after = await shown();
    expect(after?.revision).toBe(before);
    expect((after?.status?.lastUsed?.["key"] ?? "") >= from).toBe(true);
    await waitFor(async () => (await ask(key)) === 200, 20_000, "the program to decide again");
  });

  it("and nobody gets in while it is killed and starts again", async () => {
    const answers: number[] = [];
    const over = new AbortController();
    const callers = (async () => {
      while (!over.signal.aborted) answers.push(await ask().catch(() => 0));
    })();
    await program.kill();
    expect(await ask(key)).toBe(503);
    program = await startServe(place, listen);
    await waitFor(async () => (await ask(key)) === 200, 20_000, "the program to decide again");
    over.abort();
    await callers;
    expect(new Set(answers)).toEqual(new Set([401, 503]));
  });
});

function describeError(error: unknown): string {
  return error instanceof Error ? `${error.message} ${JSON.stringify(error)}` : String(error);
}
