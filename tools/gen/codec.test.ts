import { describe, expect, test } from "vitest";
import { codec, messageNameOf, packAny, unpackAny } from "../../src/gen/codec.ts";
import { Cluster_DiscoveryType } from "../../src/gen/envoy/config/cluster/v3.ts";
import type { RouteMatch } from "../../src/gen/envoy/config/route/v3.ts";
import { service } from "../../src/gen/service.ts";

describe("codec", () => {
  const cluster = codec("envoy.config.cluster.v3.Cluster");
  const routeMatch = codec("envoy.config.route.v3.RouteMatch");

  test("writes the wire format: numbers of the .proto file, lists of numbers packed", () => {
    const policy = codec("envoy.config.route.v3.RetryPolicy").encode({ retriable_status_codes: [500, 501] });
    expect(policy.toString("hex")).toBe("3a04f403f503");
    expect(cluster.encode({ name: "a", type: Cluster_DiscoveryType.EDS }).toString("hex")).toBe("0a01611003");
  });

  test("absent messages and oneof members are undefined, absent scalars have their default", () => {
    const empty = cluster.decode(new Uint8Array());
    expect(empty.connect_timeout).toBeUndefined();
    expect(empty.cluster_type).toBeUndefined();
    expect(empty.name).toBe("");
    expect(routeMatch.decode(new Uint8Array()).prefix).toBeUndefined();
    expect(codec("envoy.config.core.v3.KeyValue").decode(new Uint8Array()).value).toEqual(Buffer.alloc(0));
    expect(codec("envoy.config.route.v3.RetryPolicy").decode(Buffer.from("1200", "hex")).num_retries?.value).toBe(0);
  });

  test("a set oneof member keeps its presence at the default", () => {
    expect(routeMatch.decode(routeMatch.encode({ prefix: "" })).prefix).toBe("");
  });

  test("64-bit numbers are exact to 2^53 and keep their sign", () => {
    const { encode, decode } = codec("google.protobuf.Int64Value");
    for (const value of [Number.MAX_SAFE_INTEGER, -1, Number.MIN_SAFE_INTEGER]) {
      expect(decode(encode({ value })).value).toBe(value);
    }
  });

  test("malformed bytes throw", () => {
    expect(() => cluster.decode(Buffer.from("0aff", "hex"))).toThrow(RangeError);
  });

  test("one codec a message, whatever else is loaded later", () => {
    const before = cluster.encode({ name: "a" });
    codec("envoy.config.bootstrap.v3.Bootstrap");
    codec("envoy.extensions.filters.http.wasm.v3.Wasm");
    expect(codec("envoy.config.cluster.v3.Cluster")).toBe(cluster);
    expect(cluster.encode({ name: "a" })).toEqual(before);
  });

  test("a name that proto/ does not have throws", () => {
    expect(() => codec("envoy.Nope" as "google.protobuf.Any")).toThrow("No message envoy.Nope in proto/");
  });

  test("the types refuse two members of a oneof, undefined, a bigint and a typo", () => {
    // @ts-expect-error two members of path_specifier
    const two: RouteMatch = { prefix: "/", path: "/" };
    // @ts-expect-error undefined is not absent
    const explicit: RouteMatch = { prefix: undefined };
    // @ts-expect-error a typo
    const typo: RouteMatch = { prefx: "/" };
    // @ts-expect-error 64 bit is a number
    const big = packAny("google.protobuf.UInt64Value", { value: 1n });
    expect([two, explicit, typo, big]).toHaveLength(4);
  });
});

describe("Any", () => {
  const any = packAny("google.protobuf.Duration", { seconds: 1 });

  test("is packed with its type URL", () => {
    expect(any).toEqual({ type_url: "type.googleapis.com/google.protobuf.Duration", value: Buffer.from("0801", "hex") });
    const wrapped = codec("google.protobuf.Any").encode(any);
    expect(codec("google.protobuf.Any").decode(wrapped)).toEqual(any);
  });

  test("is opened as the type that it holds, and as no other", () => {
    expect(unpackAny("google.protobuf.Duration", any)).toMatchObject({ seconds: 1 });
    expect(unpackAny("google.protobuf.Timestamp", any)).toBeUndefined();
  });

  test.each([
    ["type.googleapis.com/google.protobuf.Duration", "google.protobuf.Duration"],
    ["google.protobuf.Duration", "google.protobuf.Duration"],
    ["type.googleapis.com/envoy.Nope", undefined],
    ["", undefined],
  ])("messageNameOf(%j)", (typeUrl, name) => {
    expect(messageNameOf(typeUrl)).toBe(name);
  });
});

test("service describes methods as grpc-js wants them", () => {
  const ads = service("envoy.service.discovery.v3.AggregatedDiscoveryService");
  expect(ads.DeltaAggregatedResources).toMatchObject({
    path: "/envoy.service.discovery.v3.AggregatedDiscoveryService/DeltaAggregatedResources",
    requestStream: true,
    responseStream: true,
  });
  const bytes = ads.DeltaAggregatedResources.requestSerialize({ type_url: "a" });
  expect(ads.DeltaAggregatedResources.requestDeserialize(bytes).type_url).toBe("a");
  expect(service("grpc.health.v1.Health").Check).toMatchObject({ requestStream: false, responseStream: false });
});
