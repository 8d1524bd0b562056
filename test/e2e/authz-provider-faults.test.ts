import { randomBytes } from "node:crypto";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, expect, it } from "vitest";
import { CookieJar } from "../kit/authz/browser.ts";
import { type FakeProvider, type Fault, faults, providerPaths, startFakeProvider } from "../kit/authz/fake-provider.ts";
import { type FaultEdge, startFaultEdge } from "../kit/authz/fault-edge.ts";
import { serveGarbage } from "../kit/authz/wrong-service.ts";
import { type RunningRedis, startRedis } from "../kit/binary/redis.ts";
import { describeWith } from "../kit/binary/require.ts";
import { tempFolder } from "../kit/binary/temp-folder.ts";
import { waitFor } from "../kit/stack/stack.ts";

interface FaultyIssuer {
  readonly what: string;
  readonly fault: Fault;
  /** Of the issuer, and of the policy that goes by it. */
  readonly name: string;
  readonly path: string;
}

/** Issuers of which an endpoint has each fault from the start: what is had once is kept. */
function issuersOf(endpoint: "metadata" | "jwks"): readonly FaultyIssuer[] {
  return Object.entries(faults).map(([what, fault], index) => ({
    what,
    fault,
    name: `${endpoint}${index}`,
    path: `/${endpoint}${index}${providerPaths[endpoint]}`,
  }));
}

const [metadata, keys] = [issuersOf("metadata"), issuersOf("jwks")];

/** A policy whose pages, and addresses of a login, are under `/NAME`. */
function policy(name: string, url: string, more = ""): string {
  const paths = `redirectPath: /${name}/callback, logout: { path: /${name}/logout }`;
  return `kind: Policy\nname: ${name}\nspec: { auth: { identify: [{ oidc: { issuer: "${url}/${name}", client: { id: shop }, ${paths}${more} } }] } }\n`;
}

const names = ["sealed", "kept", ...[...metadata, ...keys].map(({ name }) => name)];

/** A browser as far as it matters, and one page of a policy. */
class Visitor {
  readonly #jar = new CookieJar();
  readonly #edge: FaultEdge;
  readonly #name: string;

  constructor(edge: FaultEdge, name: string) {
    this.#edge = edge;
    this.#name = name;
  }

  /** Opens an address under that of the policy. */
  async open(path: string, headers: Readonly<Record<string, string>> = {}) {
    const opened = this.#jar.opens(`/${this.#name}${path}`, headers);
    const { status, headers: answered } = await this.#edge.ask(opened.path ?? "", { headers: opened.headers ?? {} });
    const set = answered["set-cookie"] ?? [];
    const cookies = typeof set === "string" ? [set] : set;
    return this.#jar.takes({ status, cookies, location: String(answered["location"] ?? "") });
  }

  async status(path = "/page"): Promise<number> {
    return (await this.open(path)).status;
  }

  /** Goes to log in; answers how the browser comes back from the provider. */
  async begin(): Promise<() => Promise<number>> {
    const { status, location } = await this.open("/page");
    if (status !== 302) return () => Promise.resolve(status);
    const asked = new URL(location).searchParams;
    const query = new URLSearchParams({ code: asked.get("nonce") ?? "", state: asked.get("state") ?? "" });
    return async () => (await this.open(`/callback?${query.toString()}`, { "sec-fetch-site": "cross-site" })).status;
  }

  /** A whole login, and the page. */
  async logIn(): Promise<readonly number[]> {
    const back = await this.begin();
    return [await back(), await this.status()];
  }

  /** Whether it has a cookie of a session. */
  get isIn(): boolean {
    return [...this.#jar.cookies.keys()].includes("__Host-session");
  }
}

describeWith("logins at two replicas behind a real Envoy", ["envoy", "redis"], () => {
  let redis: RunningRedis;
  let provider: FakeProvider;
  let edge: FaultEdge;
  beforeAll(async () => {
    redis = await startRedis();
    provider = await startFakeProvider();
    for (const { path, fault } of [...metadata, ...keys]) provider.faults.set(path, fault);
    const file = names.map((name) => policy(name, provider.url, name === "kept" ? ", session: { keptIn: server }" : "")).join("---\n");
    const sealKeyFile = join(await tempFolder("seal"), "seal.key");
    await writeFile(sealKeyFile, randomBytes(32).toString("base64"));
    edge = await startFaultEdge({ policies: names, file, args: ["--auth-state", redis.url, "--seal-key-file", sealKeyFile] });
  });

  const expectOpen = (name: string): Promise<void> =>
    waitFor(async () => (await new Visitor(edge, name).logIn()).join() === "302,200", 20_000, `logins of ${name} to end well`);
  /** Somebody who is in. */
  const loggedIn = async (name: string): Promise<Visitor> => {
    const visitor = new Visitor(edge, name);
    expect(await visitor.logIn()).toEqual([302, 200]);
    return visitor;
  };
  /** Comes back in vain: no session, nothing reaches the backend, and the page is still that of a stranger. */
  const expectNoLogin = async (visitor: Visitor, back: () => Promise<number>): Promise<void> => {
    const before = edge.backend.seen.length;
    expect([await back(), visitor.isIn]).toEqual([503, false]);
    expect(edge.backend.seen).toHaveLength(before);
  };

  /** What each replica decided of the session before is used for a second. */
  const expectOut = (visitor: Visitor): Promise<void> =>
    waitFor(async () => new Set([await visitor.status(), await visitor.status(), await visitor.status(), 503]).size === 1, 10_000, "the session to be out");

  it.each(Object.entries(faults))("end in no session while the token endpoint %s, in one when it is back, and those who are in stay", async (_, fault) => {
    const path = `/sealed${providerPaths.token}`;
    const [inside, stranger] = [await loggedIn("sealed"), new Visitor(edge, "sealed")];
    const back = await stranger.begin();
    provider.faults.set(path, fault);
    await expectNoLogin(stranger, back);
    expect(await inside.status()).toBe(200);
    provider.mend(path);
    await expectOpen("sealed");
  });

  it.each(metadata)("are not begun while the provider's metadata are of one that $what, and are when it is back", async ({ name, path }) => {
    const before = edge.backend.seen.length;
    expect(await new Visitor(edge, name).status()).toBe(503);
    expect(edge.backend.seen).toHaveLength(before);
    provider.mend(path);
    await expectOpen(name);
  });

  it.each(keys)("end in no session while the provider's keys are of one that $what, and in one when it is back", async ({ name, path }) => {
    const stranger = new Visitor(edge, name);
    await expectNoLogin(stranger, await stranger.begin());
    provider.mend(path);
    await expectOpen(name);
  });

  it.each<[string, () => unknown, () => unknown]>([
    ["hangs", () => redis.process().signal("SIGSTOP"), () => redis.process().signal("SIGCONT")],
    ["is slow", () => redis.ask("CLIENT", "PAUSE", 8000), () => undefined],
    ["is gone", () => redis.process().kill(), () => redis.start()],
  ])("stand and fall with Redis where it keeps sessions: nobody is in while it %s, and no login ends", async (_, fail, mend) => {
    const [sealed, kept] = [await loggedIn("sealed"), await loggedIn("kept")];
    const strangers = ["sealed", "kept"].map((name) => new Visitor(edge, name));
    const begun = await Promise.all(strangers.map(async (stranger) => ({ stranger, back: await stranger.begin() })));
    await fail();
    await expectOut(kept);
    const before = edge.backend.seen.length;
    expect(await Promise.all([kept.status(), kept.status("/logout")])).toEqual([503, 503]);
    expect(edge.backend.seen).toHaveLength(before);
    expect(await sealed.status()).toBe(200);
    for (const { stranger, back } of begun) await expectNoLogin(stranger, back);
    await mend();
    await expectOpen("kept");
    await expectOpen("sealed");
  });

  it("let nobody in whose session is where something else is now, and do when Redis is back", async () => {
    const kept = await loggedIn("kept");
    await redis.process().kill();
    const end = await serveGarbage(redis.port, "<html>\r\n");
    await expectOut(kept);
    const before = edge.backend.seen.length;
    expect(await kept.status()).toBe(503);
    expect(edge.backend.seen).toHaveLength(before);
    await end();
    await redis.start();
    await waitFor(async () => (await kept.status()) === 302, 20_000, "the session to be known to be lost");
    await expectOpen("kept");
  });
});
