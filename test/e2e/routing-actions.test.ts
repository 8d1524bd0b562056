import { beforeAll, expect, it } from "vitest";
import { describeWith } from "../kit/binary/require.ts";
import { documents, type Edge, route, service, startEdge } from "../kit/stack/edge.ts";
import { startHttpBackend } from "../kit/traffic/http-backend.ts";

/** A rule and what becomes of requests: the address they are sent to, or the path that the backend sees. */
interface Case {
  readonly title: string;
  readonly match?: object;
  readonly action: object;
  readonly becomes: Readonly<Record<string, string>>;
}

const prefix = (value: string) => ({ path: { prefix: value } });

const redirects: readonly Case[] = [
  { title: "scheme", action: { scheme: "https" }, becomes: { "/a?b=c": "https://redirect.test:443/a?b=c" } },
  { title: "host", action: { host: "other.test" }, becomes: { "/a": "http://other.test/a" } },
  { title: "port", action: { port: 8080 }, becomes: { "/a": "http://redirect.test:8080/a" } },
  { title: "path", action: { path: "/new" }, becomes: { "/a/b?q=1": "http://redirect.test/new?q=1" } },
  {
    title: "prefix",
    match: prefix("/old"),
    action: { prefix: "/new" },
    becomes: { "/old/x?q": "http://redirect.test/new/x?q", "/old": "http://redirect.test/new" },
  },
  {
    title: "prefix to the root",
    match: prefix("/old"),
    action: { prefix: "/" },
    becomes: { "/old/x": "http://redirect.test/x", "/old": "http://redirect.test/" },
  },
  { title: "regex", action: { regex: { pattern: "^/user/([0-9]+)$", substitution: "/people/\\1" } }, becomes: { "/user/7": "http://redirect.test/people/7" } },
  { title: "stripQuery", action: { path: "/new", stripQuery: true }, becomes: { "/a?q=1": "http://redirect.test/new" } },
  { title: "everything at once", action: { scheme: "https", host: "other.test", port: 8443, path: "/new" }, becomes: { "/a": "https://other.test:8443/new" } },
];

const rewrites: readonly Case[] = [
  { title: "prefix", match: prefix("/api"), action: { prefix: "/v2" }, becomes: { "/api": "/v2", "/api/x": "/v2/x", "/api/x?q=1": "/v2/x?q=1" } },
  { title: "prefix to the root", match: prefix("/api"), action: { prefix: "/" }, becomes: { "/api": "/", "/api/x": "/x", "/api?q": "/?q", "/api/": "/" } },
  { title: "prefix from the root", match: prefix("/"), action: { prefix: "/v2" }, becomes: { "/": "/v2/", "/x": "/v2/x" } },
  { title: "prefix, both with a slash", match: prefix("/api/"), action: { prefix: "/v2/" }, becomes: { "/api/x": "/v2/x" } },
  { title: "prefix, new one with a slash", match: prefix("/api"), action: { prefix: "/v2/" }, becomes: { "/api/x": "/v2/x", "/api": "/v2/" } },
  { title: "prefix, old one with a slash", match: prefix("/api/"), action: { prefix: "/v2" }, becomes: { "/api/x": "/v2/x" } },
  { title: "full", action: { path: "/fixed" }, becomes: { "/a/b/c": "/fixed", "/a?q=1": "/fixed?q=1" } },
  { title: "regex", action: { regex: { pattern: "/users/([0-9]+)", substitution: "/people/\\1" } }, becomes: { "/x/users/7/y": "/x/people/7/y" } },
  {
    title: "template",
    match: { path: { template: "/{lang}/docs/{page=**}" } },
    action: { template: "/docs/{page}/{lang}" },
    becomes: { "/de/docs/a/b": "/docs/a/b/de" },
  },
];

function rules(cases: readonly Case[], toRule: (action: object) => object, kind: string): object[] {
  return cases.map(({ match, action }, index) => route(`${kind}-${index}`, [{ ...(match !== undefined && { matches: [match] }), ...toRule(action) }]));
}

describeWith("what a real Envoy does with a request", ["envoy"], () => {
  let edge: Edge;

  beforeAll(async () => {
    const backend = await startHttpBackend("echo");
    edge = await startEdge();
    const toRewrite = (rewrite: object) => ({ backends: [{ service: "echo" }], rewrite });
    await edge.write(
      documents(service("echo", backend.port), ...rules(redirects, (redirect) => ({ redirect }), "redirect"), ...rules(rewrites, toRewrite, "rewrite")),
    );
  });

  async function seenBy(target: string, headers: Readonly<Record<string, string>> = {}): Promise<{ path: string; headers: Record<string, string> }> {
    return (await edge.ask(target, { headers })).json() as { path: string; headers: Record<string, string> };
  }

  it.each(redirects.map((one, index) => ({ ...one, index })))("redirects: $title", async ({ index, becomes }) => {
    for (const [path, address] of Object.entries(becomes)) {
      const { status, headers } = await edge.ask(`redirect-${index}.test${path}`);
      expect({ path, status, location: headers["location"] }).toEqual({
        path,
        status: 302,
        location: address.replace("redirect.test", `redirect-${index}.test`),
      });
    }
  });

  it.each(rewrites.map((one, index) => ({ ...one, index })))("rewrites: $title", async ({ index, becomes }) => {
    for (const [path, rewritten] of Object.entries(becomes)) {
      expect([path, (await seenBy(`rewrite-${index}.test${path}`)).path]).toEqual([path, rewritten]);
    }
  });

  it.each([301, 302, 303, 307, 308])("redirects with status %i", async (status) => {
    await edge.write(documents(route("status", [{ redirect: { host: "other.test", status } }])));
    expect(await edge.ask("status.test/")).toMatchObject({ status, headers: { location: "http://other.test/" } });
  });

  it("rewrites the host to a name, or to what a header holds", async () => {
    const backends = [{ service: "echo" }];
    const hosts = [
      { matches: [prefix("/name")], backends, rewrite: { host: "inside.test" } },
      { matches: [prefix("/header")], backends, rewrite: { host: { header: "x-to" } } },
      { matches: [prefix("/both")], backends, rewrite: { host: "inside.test", prefix: "/x" } },
      { matches: [prefix("/none")], backends },
    ];
    await edge.write(documents(route("hosts", hosts)));
    const headers = { "x-to": "there.test" };
    const seen = await Promise.all(["/name", "/header", "/both", "/none"].map((path) => seenBy(`hosts.test${path}`, headers)));
    expect(seen.map(({ headers: { host } }) => host)).toEqual(["inside.test", "there.test", "inside.test", "hosts.test"]);
    expect(seen[2]?.path).toBe("/x");
  });

  it("rewrites the host to the endpoint's, which DNS gave a name", async () => {
    const backend = await startHttpBackend("dns");
    const named = { kind: "Service", name: "named", spec: { endpoints: { dns: { hostname: "localhost", port: backend.port, family: "v4" } } } };
    await edge.write(documents(named, route("auto", [{ backends: [{ service: "named" }], rewrite: { host: "auto" } }])));
    expect((await seenBy("auto.test/")).headers).toMatchObject({ host: "localhost" });
  });

  it("answers by itself", async () => {
    const respond = { status: 418, body: "Back at noon", headers: { "retry-after": "3600", "content-type": "text/plain; charset=utf-8" } };
    await edge.write(documents(route("respond", [{ respond }, { matches: [prefix("/bare")], respond: { status: 204 } }])));
    const answer = await edge.ask("respond.test/");
    expect(answer).toMatchObject({ status: 418, body: "Back at noon", headers: { "retry-after": "3600", "content-type": "text/plain; charset=utf-8" } });
    expect(await edge.ask("respond.test/bare")).toMatchObject({ status: 204, body: "" });
  });
});
