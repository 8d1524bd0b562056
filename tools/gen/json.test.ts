import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { codec, isMessageName, packAny } from "../../src/gen/codec.ts";
import { fromJson } from "../../src/gen/from-json.ts";
import type { JsonValue } from "../../src/gen/json-value.ts";
import type { MessageName } from "../../src/gen/messages.ts";
import { toJson } from "../../src/gen/to-json.ts";
import { arbitraryMessage } from "./arbitrary-message.ts";

const names = [...readFileSync(join(import.meta.dirname, "../../src/gen/messages.ts"), "utf8").matchAll(/^ {2}"(?<name>[^"]+)":/gmu)].map(
  ({ groups }) => groups?.["name"] as MessageName,
);

function readBack(name: MessageName, json: JsonValue): Buffer {
  const read = fromJson(name, json);
  if (!read.ok) throw new TypeError(JSON.stringify({ name, json, faults: read.faults }));
  return codec(name).encode(read.message);
}

test("every message comes back from JSON to the same bytes", () => {
  expect(names.length).toBeGreaterThan(1000);
  const anyMessage = fc.constantFrom(...names).chain((name) => fc.tuple(fc.constant(name), arbitraryMessage(name)));
  fc.assert(
    fc.property(anyMessage, ([name, message]) => {
      const bytes = codec(name).encode(message);
      const fromPlain = toJson(name, message as never);
      const fromBytes = toJson(name, codec(name).decode(bytes));
      expect(fromBytes).toEqual(fromPlain);
      expect(readBack(name, JSON.parse(JSON.stringify(fromPlain)) as JsonValue)).toEqual(readBack(name, fromBytes));
      expect(toJson(name, codec(name).decode(readBack(name, fromBytes)))).toEqual(fromBytes);
    }),
    { numRuns: 2000 },
  );
});

describe("toJson", () => {
  test.each<[MessageName, unknown, JsonValue]>([
    ["google.protobuf.Duration", { seconds: 1, nanos: 500_000_000 }, "1.500s"],
    ["google.protobuf.Duration", { nanos: -1 }, "-0.000000001s"],
    ["google.protobuf.Duration", {}, "0s"],
    ["google.protobuf.Timestamp", { seconds: 1_767_225_600, nanos: 5_000_000 }, "2026-01-01T00:00:00.005Z"],
    ["google.protobuf.Timestamp", { seconds: 1e16 }, { seconds: "10000000000000000", nanos: 0 }],
    ["google.protobuf.UInt32Value", {}, 0],
    ["google.protobuf.UInt64Value", { value: 7 }, "7"],
    ["google.protobuf.DoubleValue", { value: Number.NaN }, "NaN"],
    ["google.protobuf.BytesValue", { value: new Uint8Array([255]) }, "/w=="],
    ["google.protobuf.Struct", { fields: { a: { list_value: { values: [{ null_value: 0 }, { number_value: 1 }] } } } }, { a: [null, 1] }],
    ["google.protobuf.Value", {}, null],
    ["google.protobuf.Any", {}, {}],
    ["google.protobuf.Any", packAny("google.protobuf.Duration", { seconds: 3 }), { "@type": "type.googleapis.com/google.protobuf.Duration", value: "3s" }],
    ["google.protobuf.Any", { type_url: "x/y.Z", value: new Uint8Array([1]) }, { "@type": "x/y.Z", "@bytes": "AQ==" }],
    [
      "google.protobuf.Any",
      { type_url: "type.googleapis.com/google.protobuf.Duration", value: new Uint8Array([255]) },
      { "@type": "type.googleapis.com/google.protobuf.Duration", "@bytes": "/w==" },
    ],
    ["envoy.config.cluster.v3.Cluster", { name: "a", type: 3, alt_stat_name: "" }, { name: "a", type: "EDS" }],
    ["envoy.config.cluster.v3.Cluster", { type: 99 }, { type: 99 }],
    ["envoy.config.route.v3.RouteMatch", { prefix: "" }, { prefix: "" }],
  ])("%s %j", (name, message, json) => {
    expect(toJson(name, message as never)).toEqual(json);
  });

  test("an Any that holds itself a thousand times does not exhaust the stack", () => {
    let any = packAny("google.protobuf.Empty", {});
    for (let level = 0; level < 1000; level += 1) any = packAny("google.protobuf.Any", any);
    expect(JSON.stringify(toJson("google.protobuf.Any", any))).toContain("@bytes");
  });
});

describe("fromJson", () => {
  test.each<[MessageName, JsonValue, string, string, RegExp]>([
    ["envoy.config.cluster.v3.Cluster", { nam: "a" }, "UNKNOWN_FIELD", "/nam", /Unknown field "nam" in envoy\.config\.cluster\.v3\.Cluster/u],
    ["envoy.config.cluster.v3.Cluster", { connectTimeout: "1s", connect_timeout: "2s" }, "DUPLICATE_FIELD", "/connect_timeout", /written twice/u],
    ["envoy.config.cluster.v3.Cluster", { connect_timeout: "1" }, "WRONG_VALUE", "/connect_timeout", /write seconds/u],
    [
      "envoy.config.cluster.v3.Cluster",
      { type: "EDDS" },
      "WRONG_VALUE",
      "/type",
      /"EDDS" is not a value of envoy\.config\.cluster\.v3\.Cluster\.DiscoveryType/u,
    ],
    ["envoy.config.cluster.v3.Cluster", { per_connection_buffer_limit_bytes: -1 }, "WRONG_VALUE", "/per_connection_buffer_limit_bytes", /0 to 4294967295/u],
    ["envoy.config.cluster.v3.Cluster", { per_connection_buffer_limit_bytes: 1.5 }, "WRONG_VALUE", "/per_connection_buffer_limit_bytes", /whole number/u],
    ["envoy.config.cluster.v3.Cluster", [], "WRONG_VALUE", "", /not an object/u],
    ["envoy.config.route.v3.RouteMatch", { prefix: "/", path: "/" }, "ONEOF_CONFLICT", "/path", /excludes prefix/u],
    ["envoy.config.route.v3.VirtualHost", { domains: "a" }, "WRONG_VALUE", "/domains", /not a list/u],
    ["envoy.config.route.v3.VirtualHost", { domains: [null] }, "WRONG_VALUE", "/domains/0", /null is not text/u],
    [
      "envoy.config.route.v3.VirtualHost",
      { typed_per_filter_config: { "a/b": { "@type": "x/Nope" } } },
      "UNKNOWN_TYPE",
      "/typed_per_filter_config/a~1b/@type",
      /"x\/Nope"/u,
    ],
    ["google.protobuf.Any", { a: 1 }, "UNKNOWN_TYPE", "", /needs its type URL/u],
    ["google.protobuf.Any", { "@type": "t/google.protobuf.Duration", seconds: 1 }, "UNKNOWN_FIELD", "/seconds", /beside @type/u],
    ["google.protobuf.BytesValue", "a*", "WRONG_VALUE", "", /base64/u],
    ["google.protobuf.UInt64Value", "18446744073709551615", "WRONG_VALUE", "", /out of the range/u],
    ["google.protobuf.Timestamp", "2026-13-01T00:00:00Z", "WRONG_VALUE", "", /not a time/u],
  ])("%s %j", (name, json, code, pointer, detail) => {
    const read = fromJson(name, json);
    expect(read).toMatchObject({ ok: false });
    if (!read.ok) expect(read.faults).toContainEqual(expect.objectContaining({ code, pointer, detail: expect.stringMatching(detail) }));
  });

  test("collects every fault", () => {
    const read = fromJson("envoy.config.cluster.v3.Cluster", { nam: 1, name: 2, typ: 3 });
    expect(read.ok ? [] : read.faults.map(({ pointer }) => pointer)).toEqual(["/nam", "/name", "/typ"]);
  });

  test.each<[MessageName, JsonValue, unknown]>([
    ["envoy.config.cluster.v3.Cluster", { connectTimeout: "0.25s", name: null }, { connect_timeout: { seconds: 0, nanos: 250_000_000 } }],
    ["google.protobuf.Timestamp", "2026-01-01T01:00:00+01:00", { seconds: 1_767_225_600, nanos: 0 }],
    ["google.protobuf.UInt32Value", "7", { value: 7 }],
    ["google.protobuf.Value", null, { null_value: 0 }],
    ["google.protobuf.BytesValue", "_w", { value: Buffer.from([255]) }],
    ["google.protobuf.Any", { "@type": "x/y.Z", "@bytes": "AQ" }, { type_url: "x/y.Z", value: Buffer.from([1]) }],
  ])("reads %s %j", (name, json, message) => {
    expect(fromJson(name, json)).toEqual({ ok: true, message });
  });

  test("a member called __proto__ is data", () => {
    const json = JSON.parse('{"fields":{"__proto__":{"a":1}}}') as JsonValue;
    const read = fromJson("google.protobuf.Struct", json);
    expect(read.ok && toJson("google.protobuf.Struct", read.message)).toEqual(json);
    expect(fromJson("envoy.config.cluster.v3.Cluster", JSON.parse('{"__proto__":{}}') as JsonValue).ok).toBe(false);
  });

  test("endless nesting is a fault", () => {
    let struct: JsonValue = {};
    let rules: JsonValue = { any: true };
    for (let level = 0; level < 20_000; level += 1) {
      struct = { a: struct };
      rules = { not_rule: rules };
    }
    for (const read of [fromJson("google.protobuf.Struct", struct), fromJson("envoy.config.rbac.v3.Permission", rules)]) {
      expect(read).toMatchObject({ ok: false, faults: [{ code: "TOO_DEEP" }] });
    }
  });
});

test("isMessageName knows nested messages and no enums", () => {
  expect(isMessageName("envoy.config.cluster.v3.Cluster.EdsClusterConfig")).toBe(true);
  expect(isMessageName("envoy.config.cluster.v3.Cluster.DiscoveryType")).toBe(false);
  expect(isMessageName("constructor")).toBe(false);
});
