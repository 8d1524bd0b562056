import { expect, it } from "vitest";
import type { Envoy } from "../kit/binary/envoy.ts";
import { freePort } from "../kit/binary/free-port.ts";
import { describeWith } from "../kit/binary/require.ts";
import { documents, type Edge, route, service, startEdge } from "../kit/stack/edge.ts";
import { waitFor } from "../kit/stack/stack.ts";
import { startHttpBackend } from "../kit/traffic/http-backend.ts";

const onDemand = "http: { onDemand: true }";

const to = (...services: readonly string[]) => [{ backends: services.map((name) => ({ service: name })) }];

/** What an answer came from: the backend's name, or its status. */
async function who(edge: Edge, host: string): Promise<string | number> {
  const { status, backend } = await edge.ask(`${host}/`);
  return status === 200 ? (backend ?? "") : status;
}

const ofServices = async (envoy: Envoy): Promise<readonly string[]> =>
  (await envoy.admin.clusters())
    .map(({ name }) => name)
    .filter((name) => name.startsWith("default/"))
    .sort();

const opened = (edge: Edge): Promise<void> => waitFor(async () => (await who(edge, "opened.test").catch(() => undefined)) === 404, 5000, "the listener");

describeWith("hosts and services that come on demand, on a real Envoy", ["envoy"], () => {
  it("are there for the first request that needs them, and who is not there is answered", async () => {
    const [a, b] = [await startHttpBackend("a"), await startHttpBackend("b")];
    const edge = await startEdge({ listener: onDemand });
    await edge.write(documents(service("a", a.port), service("b", b.port), route("one", to("a")), route("wild", to("b"), { hostnames: ["*.wild.test"] })));
    await opened(edge);
    expect(await ofServices(edge.envoy)).toEqual([]);
    expect(await who(edge, "one.test")).toBe("a");
    expect(await ofServices(edge.envoy)).toEqual(["default/a"]);
    expect([await who(edge, "x.wild.test"), await who(edge, "nobody.test")]).toEqual(["b", 404]);
    // What is there by now follows its objects as ever.
    await edge.write(documents(route("one", to("b")), route("nobody", to("a"))));
    expect([await who(edge, "one.test"), await who(edge, "nobody.test")]).toEqual(["b", "a"]);
    await edge.remove("Route/one");
    expect(await who(edge, "one.test")).toBe(404);
  });

  it("share their services with those that are always there, and with all their backends", async () => {
    const [a, b] = [await startHttpBackend("a"), await startHttpBackend("b")];
    const edge = await startEdge({ listener: onDemand, listeners: [`name: plain, port: ${await freePort()}, protocol: http`] });
    const onPlain = { parents: [{ name: "web", section: "plain" }], hostnames: ["plain.test"] };
    const both = { parents: [{ name: "web", section: "http" }], hostnames: ["both.test"] };
    await edge.write(documents(service("a", a.port), service("b", b.port), route("plain", to("a"), onPlain), route("both", to("a", "b"), both)));
    await opened(edge);
    expect(await ofServices(edge.envoy)).toEqual(["default/a"]);
    const seen = new Set<string | number>();
    await waitFor(async () => seen.add(await who(edge, "both.test")).size === 2, 5000, "both backends");
    expect([...seen].map(String).sort()).toEqual(["a", "b"]);
    await edge.remove("Route/plain");
    expect(await ofServices(edge.envoy)).toEqual(["default/a", "default/b"]);
    expect([200, 200]).toEqual([(await edge.ask("both.test/")).status, (await edge.ask("both.test/")).status]);
  });

  it("begin and end to be so without a failure", async () => {
    const a = await startHttpBackend("a");
    const edge = await startEdge({});
    const listener = (http: string) => edge.gateway().replace("protocol: http", `protocol: http, http: { onDemand: ${http} }`);
    await edge.write(documents(service("a", a.port), route("one", to("a")), route("two", to("a"))));
    expect(await who(edge, "one.test")).toBe("a");
    await edge.write(listener("true"));
    expect([await who(edge, "one.test"), await who(edge, "two.test"), await who(edge, "none.test")]).toEqual(["a", "a", 404]);
    await edge.write(documents(route("three", to("a"))));
    expect(await who(edge, "three.test")).toBe("a");
    await edge.write(listener("false"));
    await edge.write(documents(route("four", to("a"))));
    expect([await who(edge, "three.test"), await who(edge, "four.test"), await who(edge, "none.test")]).toEqual(["a", "a", 404]);
  });

  it("are all there where the proxy speaks state of the world", async () => {
    const a = await startHttpBackend("a");
    const edge = await startEdge({ listener: onDemand, variant: "sotw" });
    await edge.write(documents(service("a", a.port), route("one", to("a"))));
    await opened(edge);
    expect(await ofServices(edge.envoy)).toEqual(["default/a"]);
    expect([await who(edge, "one.test"), await who(edge, "nobody.test")]).toEqual(["a", 404]);
  });
});
