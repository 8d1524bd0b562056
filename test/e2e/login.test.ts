import { readFileSync } from "node:fs";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterEach, beforeAll, expect, it, vi } from "vitest";
import { ephemeralRecordKey, ephemeralRecordValue } from "../../src/admin/projection/ephemeral-record.ts";
import { inputKey } from "../../src/graph/build/inputs.ts";
import { type Metrics, noMetrics } from "../../src/kit/telemetry.ts";
import { type GuardedStack, openAuthz, redisState, type ServedAuthz, startGuardedStack } from "../kit/authz/guarded-stack.ts";
import { type OidcServer, startOidcServer } from "../kit/authz/oidc-server.ts";
import { freePort, freePorts } from "../kit/binary/free-port.ts";
import { type RunningRedis, startRedis } from "../kit/binary/redis.ts";
import { describeWith } from "../kit/binary/require.ts";
import { newPerson, startBrowser } from "../kit/browser/browser.ts";
import { waitFor } from "../kit/stack/stack.ts";
import { type HttpBackend, startHttpBackend } from "../kit/traffic/http-backend.ts";
import { send } from "../kit/traffic/http-request.ts";

const minuteMs = 60_000;

/** The page's own objects, and what they stand on; a second route keeps its sessions where replicas do. */
function objects(port: number, backend: number, issuer: string): string {
  const page = readFileSync(new URL("../../docs/guide/login.md", import.meta.url), "utf8");
  const [, block = ""] = /^```yaml\n(.*?)^```$/msu.exec(page) ?? [];
  const login = block.replace("https://idp.example.com/realms/shop", issuer).replace(/^( +)client: \{/mu, "$1logout: { backChannel: /logout/announced }\n$&");
  const second =
    login
      .split("---\n")[1]
      ?.replace(/ +logout: .*\n/u, "")
      .replace("name: shop-login", "name: kept-login")
      .replace("Route, name: shop", "Route, name: kept") ?? "";
  const own = "redirectPath: /kept/callback, logout: { path: /kept/logout }, session: { keptIn: server, cookie: { name: __Host-kept } }";
  const kept = second.replace(
    /^( +)issuer:/mu,
    (line, indent: string) =>
      `${own
        .split(/, (?=logout|session)/u)
        .map((field) => `${indent}${field}\n`)
        .join("")}${line}`,
  );
  const route = (name: string, prefix: string): string =>
    `kind: Route\nname: ${name}\nspec:\n  parents: [{ name: web }]\n  rules: [{ matches: [{ path: { prefix: ${prefix} } }], backends: [{ service: shop }] }]\n`;
  return [
    "kind: NodeGroup\nname: edge\nspec: {}\n",
    `kind: Gateway\nname: web\nspec:\n  level: 3\n  listeners: [{ name: http, port: ${port}, protocol: http }]\n`,
    `kind: Service\nname: shop\nspec:\n  endpoints: { static: [{ address: 127.0.0.1, port: ${backend} }] }\n`,
    route("shop", "/"),
    route("kept", "/kept"),
    login,
    kept,
  ].join("---\n");
}

describeWith("a login in a real browser, at a real provider, behind a real Envoy", ["envoy", "chromium", "redis"], ({ chromium }) => {
  let stack: GuardedStack;
  let backend: HttpBackend;
  let provider: OidcServer;
  let browser: Browser;
  let redis: RunningRedis;
  let first: ServedAuthz;
  let second: ServedAuthz;
  let origin: string;
  /** How much each replica has decided since it was started. */
  const decisions: (() => number)[] = [];
  let port: number;

  beforeAll(async () => {
    port = await freePort();
    origin = `http://127.0.0.1:${port}`;
    const ports = await freePorts(2);
    stack = await startGuardedStack(ports);
    redis = await startRedis();
    const { fleet, store } = stack;
    const collected: Metrics["collected"] = ({ name }, read) => {
      if (name === "sluice_authz_decisions_total") decisions.push(() => [...read()].reduce((sum, { value }) => sum + value, 0));
    };
    first = openAuthz({ port: ports[0] ?? 0, fleet, store, state: redisState(redis.port), metrics: { ...noMetrics, collected } });
    second = first.another(ports[1] ?? 0);
    await first.start();
    backend = await startHttpBackend("shop");
    backend.answer = ({ path, headers }) => ({
      headers: { "content-type": "text/html", "set-cookie": "theme=dark; Path=/" },
      body: `<!doctype html><title>Shop</title><h1>${path} of ${String(headers["x-user"])}</h1><a id="out" href="/logout">Log out</a>`,
    });
    provider = await startOidcServer({ id: "shop", secret: "change-me-change-me", origin });
    await stack.apply(objects(port, backend.port, provider.issuer));
    await stack.node("edge-1");
    browser = await startBrowser(chromium.path);
    await stack.settled();
  });

  afterEach(() => void vi.useRealTimers());

  /** Only the time of the service and of the provider; the browser has its own. */
  const later = (ms: number): void => {
    const now = Date.now() + ms;
    if (!vi.isFakeTimers()) vi.useFakeTimers({ toFake: ["Date"], now });
    vi.setSystemTime(now);
  };
  const heading = (page: Page): Promise<string | null> => page.locator("h1").textContent();
  const fill = async (page: Page, name: string): Promise<void> => {
    await page.fill("input[name=login]", name);
    await page.fill("input[name=password]", "any");
    await page.click("button[type=submit]");
  };
  /** Fills in the provider's form, and agrees. */
  const signIn = async (page: Page, name: string): Promise<void> => {
    await fill(page, name);
    await page.click("button[type=submit]");
    await page.waitForURL(`${origin}/**`);
  };
  const enter = async (name: string, path = "/"): Promise<{ readonly person: BrowserContext; readonly page: Page }> => {
    const person = await newPerson(browser);
    const page = await person.newPage();
    await page.goto(origin + path);
    await signIn(page, name);
    return { person, page };
  };
  /** A proxy leaves replicas alone that failed it before, for longer each time. */
  const decided = (who: string): Promise<void> => waitFor(async () => (await send({ port, path: "/data" })).status === 401, 30_000, `a decision of ${who}`);
  const call = (page: Page): Promise<number> => page.evaluate(async () => (await fetch("/data", { redirect: "error" })).status);

  it("ends at the page that was wanted; the backend gets who it is, and no cookie of the session", async () => {
    const { person, page } = await enter("alice", "/orders?page=2");
    expect(await heading(page)).toBe("/orders?page=2 of alice");
    expect(page.url()).toBe(`${origin}/orders?page=2`);
    const cookies = await person.cookies(origin);
    expect(cookies.find(({ name }) => name === "__Host-session")).toMatchObject({ httpOnly: true, secure: true, sameSite: "Lax", path: "/" });
    expect(cookies.filter(({ name }) => name.includes(".login-"))).toEqual([]);
    expect(await call(page)).toBe(200);
    expect(backend.seen.at(-1)?.headers["cookie"]).toBe("theme=dark");
    await person.close();
  });

  it("is nothing for calls and programs: they get 401, and no redirect", async () => {
    const seen = backend.seen.length;
    const reply = await send({ port, path: "/data", headers: { accept: "application/json" } });
    expect(reply).toMatchObject({ status: 401, headers: { "content-type": "application/problem+json" } });
    expect(reply.headers).not.toHaveProperty("set-cookie");
    expect(backend.seen).toHaveLength(seen);
  });

  it("in two tabs at once ends in both", async () => {
    const person = await newPerson(browser);
    const [one, two] = [await person.newPage(), await person.newPage()];
    await one.goto(`${origin}/one`);
    await two.goto(`${origin}/two`);
    await signIn(one, "alice");
    await fill(two, "alice");
    await two.waitForURL(`${origin}/**`);
    expect([await heading(one), await heading(two)]).toEqual(["/one of alice", "/two of alice"]);
    await person.close();
  });

  it("is renewed by one question of two tabs at once, and again later with the new token", async () => {
    provider.accessTokenSeconds = 600;
    const { person, page } = await enter("alice");
    const other = await person.newPage();
    const before = provider.refreshed.good;
    for (const round of [1, 2]) {
      later(11 * minuteMs);
      await Promise.all([page.goto(`${origin}/a`), other.goto(`${origin}/b`)]);
      expect([await heading(page), await heading(other)]).toEqual(["/a of alice", "/b of alice"]);
      expect(provider.refreshed).toEqual({ good: before + round, bad: 0 });
    }
    provider.accessTokenSeconds = 3600;
    await person.close();
  });

  it("is over after a while: calls get 401, pages a login without a question while the provider knows the user", async () => {
    const { person, page } = await enter("alice");
    later(3 * 60 * minuteMs);
    expect(await call(page)).toBe(401);
    await page.goto(`${origin}/again`);
    expect(await heading(page)).toBe("/again of alice");
    await person.close();
  });

  it("ends by a link of the site, at the provider too, and not by one of another site", async () => {
    const { person, page } = await enter("alice");
    const foreign = await person.newPage();
    await foreign.goto(`${provider.issuer}/.well-known/openid-configuration`);
    const [answer] = await Promise.all([foreign.waitForResponse(`${origin}/logout`), foreign.evaluate(`location.assign("${origin}/logout")`)]);
    expect(answer.status()).toBe(403);
    expect(await call(page)).toBe(200);
    const revoked = provider.revoked.count;
    const copy = { cookie: `__Host-session=${(await person.cookies(origin)).find(({ name }) => name === "__Host-session")?.value ?? ""}` };
    const copied = async (): Promise<number> => (await send({ port, path: "/data", headers: copy })).status;
    expect(await copied()).toBe(200);
    await page.click("#out");
    await page.click("button[value=yes]");
    await page.waitForSelector("input[name=login]");
    expect((await person.cookies(origin)).map(({ name }) => name)).not.toContain("__Host-session");
    await page.goto(`${origin}/orders`);
    await page.waitForSelector("input[name=login]");
    await waitFor(() => provider.revoked.count === revoked + 1, 10_000, "the refresh token to be revoked");
    await waitFor(async () => (await copied()) === 401, 10_000, "the provider to tell of the logout");
    await person.close();
  });

  it("that replicas keep in Redis is renewed once for two tabs, and ended for every copy of its cookie", async () => {
    provider.accessTokenSeconds = 600;
    const { person, page } = await enter("alice", "/kept/a");
    const other = await person.newPage();
    const before = provider.refreshed.good;
    await second.start();
    await first.stop();
    await decided("the other replica");
    await first.start();
    later(11 * minuteMs);
    await Promise.all([page.goto(`${origin}/kept/b`), other.goto(`${origin}/kept/c`)]);
    expect([await heading(page), await heading(other)]).toEqual(["/kept/b of alice", "/kept/c of alice"]);
    expect(provider.refreshed).toEqual({ good: before + 1, bad: 0 });
    const cookie = (await person.cookies(origin)).find(({ name }) => name === "__Host-kept");
    expect(cookie?.value.length).toBeLessThan(120);
    const copy = { cookie: `__Host-kept=${cookie?.value ?? ""}` };
    const status = async (): Promise<number> => (await send({ port, path: "/kept/data", headers: copy })).status;
    expect(await status()).toBe(200);
    await page.evaluate(async () => fetch("/kept/logout", { redirect: "manual" }));
    later(1000);
    expect(await status()).toBe(401);
    expect(await redis.ask("SCAN", 0, "MATCH", "sluice:auth:session:*", "COUNT", 1000)).toEqual(["0", []]);
    provider.accessTokenSeconds = 3600;
    await second.stop();
    await decided("the first replica");
    await person.close();
  });

  it.each([
    ["sealed in cookies", "", "__Host-session"],
    ["that replicas keep", "/kept", "__Host-kept"],
  ])("%s is renewed by one question of two replicas, when many tabs want that at once and later", async (_, prefix, name) => {
    await redis.ask("FLUSHALL");
    provider.accessTokenSeconds = 600;
    const { person, page } = await enter("alice", `${prefix}/a`);
    await second.start();
    const counts = (): readonly number[] => decisions.map((count) => count());
    // Those that were stopped decide nothing any more.
    const bothSince = (before: readonly number[]): boolean => counts().filter((count, index) => count > (before[index] ?? 0)).length === 2;
    const old = { cookie: `${name}=${(await person.cookies(origin)).find((cookie) => cookie.name === name)?.value ?? ""}` };
    const statuses = (): Promise<readonly number[]> =>
      Promise.all(Array.from({ length: 8 }, async () => (await send({ port, path: `${prefix}/data`, headers: old })).status));
    const untilBoth = async (before = counts()): Promise<void> =>
      waitFor(async () => new Set(await statuses()).size === 1 && bothSince(before), 30_000, "decisions of both replicas");
    await untilBoth();
    const tabs = [page, ...(await Promise.all([1, 2, 3].map(() => person.newPage())))];
    const { good, bad } = provider.refreshed;
    for (const round of [1, 2]) {
      const before = counts();
      later(11 * minuteMs);
      const [calls] = await Promise.all([round === 1 ? statuses() : [], ...tabs.map((tab, index) => tab.goto(`${origin}${prefix}/${index}`))]);
      expect(new Set(calls)).toEqual(new Set(round === 1 ? [200] : []));
      expect(await Promise.all(tabs.map(heading))).toEqual(tabs.map((__, index) => `${prefix}/${index} of alice`));
      expect(provider.refreshed).toEqual({ good: good + round, bad });
      if (round === 1) {
        expect(new Set(await statuses())).toEqual(new Set([200]));
        await untilBoth(before);
      }
    }
    expect(await redis.ask("SCAN", 0, "MATCH", "sluice:auth:tokens:*", "COUNT", 1000)).toEqual(["0", [expect.any(String), expect.any(String)]]);
    provider.accessTokenSeconds = 3600;
    await second.stop();
    await decided("the first replica");
    await person.close();
  });

  it("is beaten by a revocation, whatever was decided before", async () => {
    const { person, page } = await enter("mallory");
    expect(await call(page)).toBe(200);
    const key = { kind: "Revocation", namespace: "default", name: "mallory" } as const;
    const at = new Date().toISOString();
    const spec = { subject: { issuer: provider.issuer, subject: "mallory" } };
    await stack.store.putRecord(
      ephemeralRecordKey(key),
      ephemeralRecordValue({ ...key, labels: {}, spec, revision: 0, createdAt: at, updatedAt: at, owner: "test" }),
    );
    await waitFor(() => stack.fleet.world.inputs.Revocation.get(inputKey(key)) !== undefined, 5000, "the revocation");
    expect(await call(page)).toBe(401);
    await person.close();
  });

  it("lets nobody in while the provider gives no tokens", async () => {
    provider.accessTokenSeconds = 600;
    const { person, page } = await enter("alice");
    for (const fault of ["cut", "garbage"] as const) {
      provider.tokens = fault;
      const stranger = await newPerson(browser);
      const login = await stranger.newPage();
      await login.goto(`${origin}/orders`);
      await fill(login, "bob");
      const isBack = (url: string): boolean => url.startsWith(`${origin}/login/callback`);
      const [answer] = await Promise.all([login.waitForResponse((response) => isBack(response.url())), login.click("button[type=submit]")]);
      expect(answer.status()).toBe(503);
      await stranger.close();
      later(11 * minuteMs);
      expect(await call(page)).toBe(503);
      provider.tokens = "given";
      expect(await call(page)).toBe(200);
    }
    await person.close();
  });
});
