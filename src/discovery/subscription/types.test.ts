import { describe, expect, it } from "vitest";
import { fakeResource, fakeRoute } from "../../../test/kit/xds/fake-resource.ts";
import { TestStream } from "../../../test/kit/xds/test-stream.ts";
import { codec } from "../../gen/codec.ts";
import { type ResourceType, resourceTypes } from "../../snapshot/resource.ts";
import { hostFor } from "./hosts.ts";
import { ledgerEntry } from "./ledger.ts";
import { nextWake } from "./next-wake.ts";

/** Types that satisfy a condition, in their order. */
function typesThat(holds: (type: ResourceType) => boolean, types: readonly ResourceType[] = resourceTypes): readonly ResourceType[] {
  return types.filter(holds);
}

/** Virtual hosts have no stream in the state of the world. */
const sotwTypes = resourceTypes.filter((type) => type !== "virtual-host");

describe("types of resources", () => {
  it("of which an empty first request means everything are these alone, and everything is a whole set in the state of the world", () => {
    const everything = ["cluster", "listener", "scoped-route", "rate-limit"];
    const isSent = (type: ResourceType): boolean => {
      const stream = new TestStream();
      stream.set(fakeResource(type, "a"));
      stream.ask(type);
      return stream.lines().length > 0;
    };
    expect(typesThat(isSent)).toEqual(everything);
    const isWhole = (type: ResourceType): boolean => {
      const stream = new TestStream("sotw");
      stream.set(fakeResource(type, "a"), fakeResource(type, "b"));
      stream.askSotw(type, { names: ["a", "b"] });
      for (const { nonce, version } of stream.sent()) stream.askSotw(type, { names: ["a", "b"], nonce, version });
      stream.set(fakeResource(type, "a", { version: "v2" }));
      return stream.sent().flatMap(({ resources }) => resources).length === 2;
    };
    expect(typesThat(isWhole, sotwTypes)).toEqual(everything);
  });

  it("that wait for clusters are those that use them", () => {
    const waits = (type: ResourceType): boolean => {
      const stream = new TestStream();
      stream.set(fakeResource(type, "t/user"));
      stream.ask("cluster");
      stream.ask(type, { subscribe: ["t/user"] });
      stream.taken();
      stream.set(fakeResource("cluster", "slow", { warming: "slow" }), fakeResource(type, "t/user", { version: "v2", references: { cluster: ["slow"] } }));
      return stream.lines().every((line) => line === "cluster slow");
    };
    expect(typesThat(waits)).toEqual(["extension", "listener", "route", "virtual-host"]);
  });

  it("of a client that is back wait for its clusters, and for how long", () => {
    const waits = resourceTypes.map((type) => {
      const stream = new TestStream();
      stream.ask(type, { subscribe: ["a"], initialVersions: new Map([["a", "v1"]]) });
      return [type, stream.state.types.get(type)?.holdUntil] as const;
    });
    expect(waits.filter(([, until]) => until !== undefined)).toEqual([
      ["endpoint", 500],
      ["extension", 2000],
      ["listener", 2000],
      ["scoped-route", 2000],
      ["route", 2000],
      ["virtual-host", 2000],
    ]);
    const stream = new TestStream();
    stream.ask("secret", { subscribe: ["a"], initialVersions: new Map([["a", "v1"]]) });
    expect(nextWake(stream.state)).toBe(2000);
  });
});

describe("what stands for a name that does not exist, where silence would hold a client up", () => {
  it("is a runtime layer without values, and in the state of the world an endpoint set without endpoints", () => {
    const runtime = new TestStream();
    runtime.ask("runtime", { subscribe: ["layer"] });
    const [layer] = runtime.sent().flatMap(({ resources }) => resources);
    expect(codec("envoy.service.runtime.v3.Runtime").decode(layer?.bytes ?? new Uint8Array())).toMatchObject({ name: "layer", layer: { fields: {} } });
    const endpoints = new TestStream("sotw");
    endpoints.askSotw("endpoint", { names: ["a"] });
    const [set] = endpoints.sent().flatMap(({ resources }) => resources);
    expect(codec("envoy.config.endpoint.v3.ClusterLoadAssignment").decode(set?.bytes ?? new Uint8Array())).toMatchObject({ cluster_name: "a", endpoints: [] });
    for (const resource of [layer, set]) expect([resource?.warming, resource?.references(), resource?.origins()]).toEqual(["none", {}, []]);
  });

  it("is the same for everybody, and gives way to what comes", () => {
    const versions = [1, 2].map(() => {
      const stream = new TestStream("sotw");
      stream.askSotw("endpoint", { names: ["a"] });
      const [message] = stream.sent();
      stream.askSotw("endpoint", { names: ["a"], nonce: message?.nonce ?? "", version: message?.version ?? "" });
      expect(ledgerEntry(stream.state, "endpoint", "a")?.state).toBe("absent");
      stream.set(fakeResource("endpoint", "a"));
      expect(stream.lines()).toEqual(["endpoint a"]);
      return message?.version;
    });
    expect(versions[0]).toBe(versions[1]);
  });

  it("is nothing for other types", () => {
    const types = ["secret", "extension", "route"] as const;
    const stream = new TestStream();
    for (const type of types) stream.ask(type, { subscribe: ["a"] });
    expect(stream.lines()).toEqual(types.map((type) => `${type} -a`));
  });
});

describe("a host that stands for another name", () => {
  it("has what the other has, but for its name, its domains and what depends on them", () => {
    const stream = new TestStream();
    const encoded = Uint8Array.from(
      codec("envoy.config.route.v3.VirtualHost").encode({ name: "t/*.x", domains: ["*.x"], include_request_attempt_count: true }),
    );
    const origins = [{ object: "default/r", pointer: "/spec" }] as const;
    const host = { ...fakeResource("virtual-host", "t/*.x", { bytes: encoded, references: { cluster: ["a"] } }), origins: () => origins as never };
    stream.set(host, fakeRoute("t", []));
    const narrowed = hostFor(stream.state.view, "t/a.x:80");
    expect(codec("envoy.config.route.v3.VirtualHost").decode(narrowed.bytes)).toMatchObject({
      name: "t/a.x:80",
      domains: ["a.x"],
      include_request_attempt_count: true,
    });
    expect([narrowed.type, narrowed.warming, narrowed.references().cluster, narrowed.origins()]).toEqual(["virtual-host", "none", new Set(["a"]), origins]);
    const exact = hostFor(stream.state.view, "t/*.x");
    expect([exact.bytes, exact.warming, exact.references().cluster, exact.origins(), exact.aliases]).toEqual([
      encoded,
      "none",
      new Set(["a"]),
      origins,
      ["t/*.x"],
    ]);
    expect(hostFor(stream.state.view, "t/*.x")).toBe(exact);
    const unknown = hostFor(stream.state.view, "t/b.y");
    expect([unknown.warming, unknown.references(), unknown.origins(), unknown.type]).toEqual(["none", {}, [], "virtual-host"]);
  });
});
