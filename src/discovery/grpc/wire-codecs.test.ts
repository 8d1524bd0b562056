import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fakeResource } from "../../../test/kit/xds/fake-resource.ts";
import { codec } from "../../gen/codec.ts";
import { typeUrls } from "../../snapshot/resource.ts";
import type { Message } from "../subscription/action.ts";
import { decodeNode } from "./decode-node.ts";
import { decodeDeltaRequest, decodeSotwRequest, resourceTypeOf } from "./decode-request.ts";
import { encodeAbsent, encodeResponse, type ResponseContext } from "./encode-response.ts";

const names = fc.array(fc.string({ unit: "grapheme", maxLength: 12 }), { maxLength: 6 });
const status = fc.option(fc.record({ code: fc.nat(16), message: fc.string({ maxLength: 20 }) }), { nil: undefined });

/** A response as it arrives. */
function joined(...response: Parameters<typeof encodeResponse>): Buffer {
  return Buffer.concat(encodeResponse(...response));
}

describe("requests", () => {
  it("of the state of the world are read as protobuf has them", () => {
    const requests = fc.record({ type_url: fc.string(), version_info: fc.string(), response_nonce: fc.string(), resource_names: names, error_detail: status });
    fc.assert(
      fc.property(requests, ({ error_detail, ...rest }) => {
        const request = error_detail === undefined ? rest : { ...rest, error_detail };
        const bytes = codec("envoy.service.discovery.v3.DiscoveryRequest").encode({ node: { id: "n" }, ...request });
        const read = decodeSotwRequest(bytes);
        expect(read.typeUrl).toBe(rest.type_url);
        expect(decodeNode(read.node ?? new Uint8Array()).id).toBe("n");
        expect(read.request).toEqual({
          kind: "sotw",
          names: rest.resource_names,
          version: rest.version_info,
          nonce: rest.response_nonce,
          error: error_detail?.message,
        });
      }),
      { numRuns: 100 },
    );
  });

  it("of delta are read as protobuf has them", () => {
    const versions = fc.dictionary(fc.string({ maxLength: 8 }), fc.string({ maxLength: 8 }), { noNullPrototype: true });
    const requests = fc.record({ type_url: fc.string(), response_nonce: fc.string(), subscribe: names, unsubscribe: names, versions, error_detail: status });
    fc.assert(
      fc.property(requests, ({ error_detail, subscribe, unsubscribe, versions: held, ...rest }) => {
        const lists = { resource_names_subscribe: subscribe, resource_names_unsubscribe: unsubscribe, initial_resource_versions: held };
        const full = { ...rest, ...lists, ...(error_detail !== undefined && { error_detail }) };
        const read = decodeDeltaRequest(codec("envoy.service.discovery.v3.DeltaDiscoveryRequest").encode(full));
        expect(read.node).toBeUndefined();
        const initialVersions = new Map(Object.entries(held));
        expect(read).toMatchObject({
          typeUrl: rest.type_url,
          request: { subscribe, unsubscribe, initialVersions, nonce: rest.response_nonce, error: error_detail?.message },
        });
      }),
      { numRuns: 100 },
    );
  });

  it("know their type by its URL", () => {
    for (const [type, url] of Object.entries(typeUrls)) expect(resourceTypeOf(url)).toBe(type);
    expect(resourceTypeOf("type.googleapis.com/nothing")).toBeUndefined();
  });

  it("that are cut off anywhere throw, or are read in part", () => {
    const bytes = codec("envoy.service.discovery.v3.DeltaDiscoveryRequest").encode({
      type_url: "t",
      resource_names_subscribe: ["a", "b"],
      initial_resource_versions: { a: "1" },
    });
    for (let end = 0; end < bytes.length; end++) {
      try {
        expect(decodeDeltaRequest(bytes.subarray(0, end)).request.kind).toBe("delta");
      } catch (error) {
        expect(error).toBeInstanceOf(Error);
      }
    }
  });
});

describe("nodes", () => {
  it("are read, and proxies of one build share their list of extensions", () => {
    const extensions = Array.from({ length: 516 }, (_, index) => ({
      name: `envoy.filters.${515 - index}`,
      category: "envoy.filters.http",
      type_urls: ["a.b.C"],
    }));
    const of = (id: string): Uint8Array =>
      codec("envoy.config.core.v3.Node").encode({
        id,
        cluster: "edge",
        metadata: { fields: { rack: { number_value: 7 }, sluice: { struct_value: { fields: { bootstrap: { number_value: 1 } } } } } },
        locality: { region: "eu", zone: "a", sub_zone: "r1" },
        user_agent_name: "envoy",
        user_agent_build_version: { version: { major_number: 1, minor_number: 40, patch: 0 } },
        extensions,
      });
    expect(of("edge-1").length).toBeGreaterThan(20_000);
    const { extensions: listed, ...node } = decodeNode(of("edge-1"));
    expect(listed?.byCategory()["envoy.filters.http"]).toHaveLength(516);
    expect(listed?.byCategory()["envoy.filters.http"]?.[0]).toBe("envoy.filters.0");
    expect(decodeNode(of("edge-2")).extensions).toBe(listed);
    expect(node).toEqual({
      id: "edge-1",
      cluster: "edge",
      metadata: { rack: 7, sluice: { bootstrap: 1 } },
      region: "eu",
      zone: "a",
      subZone: "r1",
      userAgent: "envoy",
      version: "1.40.0",
    });
  });

  it("of clients that say little are read too", () => {
    const bytes = codec("envoy.config.core.v3.Node").encode({ id: "grpc", user_agent_name: "gRPC Node", user_agent_version: "1.14.1" });
    expect(decodeNode(bytes)).toMatchObject({ id: "grpc", cluster: "", metadata: {}, region: "", userAgent: "gRPC Node", version: "1.14.1" });
  });
});

describe("responses", () => {
  const resources = [
    fakeResource("cluster", "a"),
    fakeResource("cluster", "b", { version: "v2", bytes: new Uint8Array(300) }),
    fakeResource("cluster", "empty", { bytes: new Uint8Array() }),
  ];
  const message: Message = { type: "cluster", nonce: "n1", version: "7", resources, removed: ["gone", "also"], heartbeats: [], missing: [] };

  const absenceOf = (type: string, name: string) => ({ name, code: 5 as const, message: `There is no ${type} ${name}` });
  const delta: ResponseContext = { variant: "delta", identifier: "replica-1", absenceOf };
  const sotw: ResponseContext = { ...delta, variant: "sotw" };

  it("of delta have every resource with its name and version", () => {
    for (const bytes of [joined(message, delta), joined(message, delta)]) {
      const read = codec("envoy.service.discovery.v3.DeltaDiscoveryResponse").decode(bytes);
      expect(read).toMatchObject({ system_version_info: "7", nonce: "n1", type_url: typeUrls.cluster, removed_resources: ["gone", "also"] });
      expect(read.control_plane?.identifier).toBe("replica-1");
      expect(
        read.resources?.map(({ name, version, resource }) => [name, version, resource?.type_url, Buffer.from(resource?.value ?? []).toString("hex")]),
      ).toEqual(resources.map((resource) => [resource.name, resource.version, typeUrls.cluster, Buffer.from(resource.bytes).toString("hex")]));
    }
  });

  it("of the state of the world have every resource as it is", () => {
    const read = codec("envoy.service.discovery.v3.DiscoveryResponse").decode(joined({ ...message, removed: [] }, sotw));
    expect(read).toMatchObject({ version_info: "7", nonce: "n1", type_url: typeUrls.cluster });
    expect(read.control_plane?.identifier).toBe("replica-1");
    expect(read.resources?.map(({ type_url, value }) => [type_url, Buffer.from(value ?? []).toString("hex")])).toEqual(
      resources.map((resource) => [typeUrls.cluster, Buffer.from(resource.bytes).toString("hex")]),
    );
  });

  it("say why a name is missing", () => {
    const missing = { ...message, resources: [], missing: ["gone"] };
    const errors = [{ resource_name: { name: "gone" }, error_detail: { code: 5 as const, message: "There is no cluster gone" } }];
    expect(codec("envoy.service.discovery.v3.DeltaDiscoveryResponse").decode(joined(missing, delta))).toMatchObject({ resource_errors: errors });
    expect(codec("envoy.service.discovery.v3.DiscoveryResponse").decode(joined(missing, sotw))).toMatchObject({ resource_errors: errors });
  });

  it("say of names that they do not exist, whatever their type", () => {
    const absent = { typeUrl: "t/x", errors: [absenceOf("x", "a")], nonce: "n", identifier: "replica-1" };
    const read = codec("envoy.service.discovery.v3.DeltaDiscoveryResponse").decode(encodeAbsent(absent, "delta"));
    expect(read).toMatchObject({ type_url: "t/x", removed_resources: ["a"], nonce: "n", resource_errors: [{ error_detail: { code: 5 } }] });
    expect(codec("envoy.service.discovery.v3.DiscoveryResponse").decode(encodeAbsent(absent, "sotw"))).toMatchObject({ type_url: "t/x", nonce: "n" });
  });
});
