import { beforeAll, expect, it } from "vitest";
import { describeWith } from "../kit/binary/require.ts";
import { documents, type Edge, route, startEdge } from "../kit/stack/edge.ts";

/** A rule that answers with a text. */
function says(body: string, ...matches: readonly object[]): object {
  return { ...(matches.length > 0 && { matches }), respond: { status: 200, body } };
}

describeWith("which rule a real Envoy takes", ["envoy"], () => {
  let edge: Edge;

  beforeAll(async () => {
    edge = await startEdge({ listeners: [] });
  });

  async function answerOf(target: string, request: Parameters<Edge["ask"]>[1] = {}): Promise<string> {
    const { status, body } = await edge.ask(target, request);
    return status === 200 ? body : String(status);
  }

  it("is the most specific one, not the first that is written", async () => {
    const rules = [
      says("everything"),
      says("prefix", { path: { prefix: "/shop" } }),
      says("longer prefix", { path: { prefix: "/shop/items" } }),
      says("regex", { path: { regex: "/shop/items/[0-9]" } }),
      says("template", { path: { template: "/shop/items/{id}" } }),
      says("exact", { path: { exact: "/shop/items/7" } }),
      says("method", { path: { prefix: "/shop" }, method: "PUT" }),
      says("one header", { path: { prefix: "/shop" }, headers: [{ name: "a", exact: "1" }] }),
      says("two headers", {
        path: { prefix: "/shop" },
        headers: [
          { name: "a", exact: "1" },
          { name: "b", exact: "1" },
        ],
      }),
      says("query", { path: { prefix: "/shop" }, query: [{ name: "q", present: true }] }),
      says("cookie", { path: { prefix: "/shop" }, cookies: [{ name: "c", present: true }] }),
    ];
    await edge.write(documents(route("order", rules)));
    const headers = { a: "1", b: "1", cookie: "c=1" };
    const answers = [
      await answerOf("order.test/other"),
      await answerOf("order.test/shop/other"),
      await answerOf("order.test/shop/items/x/y"),
      await answerOf("order.test/shop/items/8", { method: "PUT", headers }),
      await answerOf("order.test/shop/items/7", { method: "PUT", headers }),
      await answerOf("order.test/shop?q", { method: "PUT", headers }),
      await answerOf("order.test/shop?q", { headers }),
      await answerOf("order.test/shop?q", { headers: { a: "1", cookie: "c=1" } }),
      await answerOf("order.test/shop?q", { headers: { cookie: "c=1" } }),
      await answerOf("order.test/shop", { headers: { cookie: "c=1" } }),
    ];
    expect(answers).toEqual(["everything", "prefix", "longer prefix", "template", "exact", "method", "two headers", "one header", "query", "cookie"]);
  });

  it("is a regular expression before a prefix, and a template before both", async () => {
    const rules = [says("prefix", { path: { prefix: "/a/b" } }), says("regex", { path: { regex: "/a/.*" } })];
    await edge.write(documents(route("kinds", rules)));
    expect(await answerOf("kinds.test/a/b")).toBe("regex");
    await edge.write(documents(route("kinds", [...rules, says("template", { path: { template: "/a/*" } })])));
    expect(await answerOf("kinds.test/a/b")).toBe("template");
  });

  it("is, of equal ones, the one of the older route, then of the smaller name, then the first written", async () => {
    const both = { hostnames: ["ties.test"] };
    const one = (name: string) => ({ headers: [{ name, exact: "1" }] });
    const headers = { a: "1", b: "1", c: "1" };
    await edge.write(documents(route("zebra", [says("first of zebra", one("a")), says("second of zebra", one("b"))], both)));
    await edge.write(documents(route("ape", [says("ape", one("b"))], both), route("bee", [says("bee", one("c"))], both)));
    expect(await answerOf("ties.test/", { headers })).toBe("first of zebra");
    await edge.remove("Route/zebra");
    expect(await answerOf("ties.test/", { headers })).toBe("ape");
    await edge.remove("Route/ape");
    expect(await answerOf("ties.test/", { headers })).toBe("bee");
  });

  it("is of the most specific hostname alone: exact, longest wildcard, shorter wildcard, every one", async () => {
    const named = (name: string, hostnames: readonly string[]) => route(name, [says(name, { path: { prefix: "/" } })], { hostnames });
    await edge.write(
      documents(
        named("short", ["*.names.test"]),
        named("long", ["*.deep.names.test"]),
        route("exact", [says("exact", { path: { exact: "/x" } })], { hostnames: ["www.deep.names.test"] }),
      ),
    );
    const hosts = ["www.deep.names.test/x", "other.deep.names.test/x", "a.b.deep.names.test/x", "deep.names.test/x", "names.test/x", "www.deep.names.test/y"];
    expect(await Promise.all(hosts.map((host) => answerOf(host)))).toEqual(["exact", "long", "long", "short", "404", "404"]);
  });

  it("is not touched by the port or the case of the Host header", async () => {
    await edge.write(documents(route("port", [says("port")])));
    expect(await Promise.all(["port.test:8443/", "PORT.test/", "port.test:1/"].map((host) => answerOf(host)))).toEqual(["port", "port", "port"]);
  });

  it("is of a route without hostnames for every other hostname", async () => {
    await edge.write(documents({ kind: "Route", name: "any", spec: { parents: [{ name: "web" }], rules: [says("any")] } }, route("named", [says("named")])));
    expect(await Promise.all(["named.test/", "elsewhere.test/", "127.0.0.1/"].map((host) => answerOf(host)))).toEqual(["named", "any", "any"]);
    await edge.remove("Route/any");
    expect(await answerOf("elsewhere.test/")).toBe("404");
  });
});
