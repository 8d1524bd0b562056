import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { codec, packAny } from "../../gen/codec.ts";
import type { Cluster } from "../../gen/envoy/config/cluster/v3.ts";
import type { Route } from "../../gen/envoy/config/route/v3.ts";
import type { MessageName } from "../../gen/messages.ts";
import { toJson } from "../../gen/to-json.ts";
import { getAtPointer } from "../../kit/json-pointer.ts";
import { validateMessage } from "./validate-message.ts";

const cluster: Cluster = { name: "a", connect_timeout: { seconds: 1 } };
const route: Route = { match: { prefix: "/" }, route: { cluster: "a" } };
const uriTemplate = "envoy.extensions.path.match.uri_template.v3.UriTemplateMatchConfig";

/** One broken rule of each kind: message, where, rule, Envoy's words. */
const broken: readonly (readonly [name: MessageName, message: object, pointer: string, rule: string, text: string])[] = [
  [
    "envoy.config.cluster.v3.Cluster",
    { ...cluster, name: "" },
    "/name",
    "string.min_len",
    "ClusterValidationError.Name: value length must be at least 1 characters",
  ],
  [
    "envoy.config.cluster.v3.Cluster",
    { connect_timeout: { seconds: 1 } },
    "/name",
    "string.min_len",
    "ClusterValidationError.Name: value length must be at least 1 characters",
  ],
  [
    "envoy.config.cluster.v3.Cluster",
    { ...cluster, connect_timeout: {} },
    "/connect_timeout",
    "duration.gt",
    "ClusterValidationError.ConnectTimeout: value must be greater than 0s",
  ],
  [
    "envoy.config.cluster.v3.Cluster",
    { ...cluster, dns_refresh_rate: { nanos: 1 } },
    "/dns_refresh_rate",
    "duration.gt",
    "ClusterValidationError.DnsRefreshRate: value must be greater than 1ms",
  ],
  [
    "envoy.config.cluster.v3.Cluster",
    { ...cluster, type: 77 },
    "/type",
    "enum.defined_only",
    "ClusterValidationError.Type: value must be one of the defined enum values",
  ],
  [
    "envoy.config.cluster.v3.Cluster",
    { ...cluster, metadata: { filter_metadata: { "": {} } } },
    "/metadata/filter_metadata/",
    "string.min_len",
    "MetadataValidationError.FilterMetadata[]: value length must be at least 1 characters",
  ],
  [
    "envoy.config.cluster.v3.OutlierDetection",
    { max_ejection_percent: { value: 101 } },
    "/max_ejection_percent",
    "uint32.lte",
    "OutlierDetectionValidationError.MaxEjectionPercent: value must be less than or equal to 100",
  ],
  [
    "envoy.config.cluster.v3.OutlierDetection",
    { enforcing_consecutive_5xx: { value: 101 } },
    "/enforcing_consecutive_5xx",
    "uint32.lte",
    "OutlierDetectionValidationError.EnforcingConsecutive_5Xx: value must be less than or equal to 100",
  ],
  ["envoy.config.core.v3.HealthCheck", {}, "/unhealthy_threshold", "message.required", "HealthCheckValidationError.UnhealthyThreshold: value is required"],
  ["envoy.config.core.v3.HealthCheck", {}, "", "oneof.required", 'field: "health_checker", reason: is required'],
  [
    "envoy.config.core.v3.HealthCheck.HttpHealthCheck",
    { path: "/", method: 6 },
    "/method",
    "enum.not_in",
    "HttpHealthCheckValidationError.Method: value must not be in list [CONNECT]",
  ],
  [
    "envoy.config.core.v3.HealthCheck.HttpHealthCheck",
    { path: "a\u0001" },
    "/path",
    "string.well_known_regex",
    'HttpHealthCheckValidationError.Path: value does not match regex pattern "^[^\\x00-\\b\\n-\\x1f\\x7f]*$"',
  ],
  [
    "envoy.config.core.v3.HeaderValue",
    { key: "a".repeat(16_385) },
    "/key",
    "string.max_bytes",
    "HeaderValueValidationError.Key: value length must be at most 16384 bytes",
  ],
  [
    "envoy.config.core.v3.HeaderValue",
    { key: "é".repeat(8193) },
    "/key",
    "string.max_bytes",
    "HeaderValueValidationError.Key: value length must be at most 16384 bytes",
  ],
  [
    "envoy.config.core.v3.HeaderValue",
    { key: "a", value: "x\ny" },
    "/value",
    "string.well_known_regex",
    'HeaderValueValidationError.Value: value does not match regex pattern "^[^\\x00\\n\\r]*$"',
  ],
  [
    "envoy.config.core.v3.HeaderValue",
    { key: "a", raw_value: new Uint8Array(16_385) },
    "/raw_value",
    "bytes.max_len",
    "HeaderValueValidationError.RawValue: value length must be between 0 and 16384 bytes, inclusive",
  ],
  [
    "envoy.config.core.v3.SchemeHeaderTransformation",
    { scheme_to_overwrite: "ftp" },
    "/scheme_to_overwrite",
    "string.in",
    "SchemeHeaderTransformationValidationError.SchemeToOverwrite: value must be in list [http https]",
  ],
  [
    "envoy.config.core.v3.HttpUri",
    { uri: "a", cluster: "b", timeout: { seconds: 5_000_000_000 } },
    "/timeout",
    "duration.lt",
    "HttpUriValidationError.Timeout: value must be inside range [0s, 1193046h28m16s)",
  ],
  [
    "envoy.config.core.v3.HttpUri",
    { uri: "a", cluster: "b", timeout: { seconds: 1, nanos: -1 } },
    "/timeout",
    "duration.valid",
    "HttpUriValidationError.Timeout: value must be a duration from 0s to 9223372035s, with less than a second of nanos",
  ],
  [
    "envoy.config.bootstrap.v3.Bootstrap",
    { stats_flush_on_admin: false },
    "/stats_flush_on_admin",
    "bool.const",
    "BootstrapValidationError.StatsFlushOnAdmin: value must equal true",
  ],
  [
    "envoy.config.metrics.v3.HistogramBucketSettings",
    { match: { prefix: "a" }, buckets: [1, 2, 1] },
    "/buckets/2",
    "repeated.unique",
    "HistogramBucketSettingsValidationError.Buckets[2]: repeated value must contain unique items",
  ],
  [
    "envoy.config.metrics.v3.HistogramBucketSettings",
    { match: { prefix: "a" }, buckets: [1, 0] },
    "/buckets/1",
    "double.gt",
    "HistogramBucketSettingsValidationError.Buckets[1]: value must be greater than 0",
  ],
  [
    "envoy.config.cluster.v3.Cluster.PreconnectPolicy",
    { per_upstream_preconnect_ratio: { value: 4 } },
    "/per_upstream_preconnect_ratio",
    "double.lte",
    "PreconnectPolicyValidationError.PerUpstreamPreconnectRatio: value must be inside range [1, 3]",
  ],
  [
    "envoy.config.cluster.v3.Cluster.PreconnectPolicy",
    { per_upstream_preconnect_ratio: {} },
    "/per_upstream_preconnect_ratio",
    "double.gte",
    "PreconnectPolicyValidationError.PerUpstreamPreconnectRatio: value must be inside range [1, 3]",
  ],
  [
    "envoy.config.route.v3.VirtualHost",
    { name: "a" },
    "/domains",
    "repeated.min_items",
    "VirtualHostValidationError.Domains: value must contain at least 1 item(s)",
  ],
  [
    "envoy.config.route.v3.VirtualHost",
    { name: "a", domains: ["*"], request_headers_to_remove: ["a", "b\n"] },
    "/request_headers_to_remove/1",
    "string.well_known_regex",
    'VirtualHostValidationError.RequestHeadersToRemove[1]: value does not match regex pattern "^[^\\x00\\n\\r]*$"',
  ],
  [
    "envoy.config.route.v3.Route",
    { ...route, request_headers_to_add: Array.from({ length: 1001 }, () => ({ header: { key: "a" } })) },
    "/request_headers_to_add",
    "repeated.max_items",
    "RouteValidationError.RequestHeadersToAdd: value must contain no more than 1000 item(s)",
  ],
  [
    "envoy.config.route.v3.Route",
    { ...route, match: { path_separated_prefix: "/a/" } },
    "/match/path_separated_prefix",
    "string.pattern",
    'RouteMatchValidationError.PathSeparatedPrefix: value does not match regex pattern "^[^?#]+[^?#/]$"',
  ],
  [
    "envoy.config.route.v3.DirectResponseAction",
    { status: 600 },
    "/status",
    "uint32.lt",
    "DirectResponseActionValidationError.Status: value must be inside range [200, 600)",
  ],
  [
    "envoy.config.route.v3.RateLimit.HitsAddend",
    { format: "x" },
    "/format",
    "string.prefix",
    'HitsAddendValidationError.Format: value does not have prefix "%"',
  ],
  [
    "envoy.config.route.v3.RateLimit.HitsAddend",
    { format: "%x" },
    "/format",
    "string.suffix",
    'HitsAddendValidationError.Format: value does not have suffix "%"',
  ],
  [
    "envoy.config.route.v3.RateLimit.HitsAddend",
    { number: { value: 1_000_000_001 } },
    "/number",
    "uint64.lte",
    "HitsAddendValidationError.Number: value must be less than or equal to 1000000000",
  ],
  [
    "envoy.config.route.v3.RateLimit.Action",
    { dynamic_metadata: {} },
    "/dynamic_metadata",
    "field.disallowed",
    "ActionValidationError.DynamicMetadata: Using deprecated option 'dynamic_metadata'",
  ],
  [
    "envoy.config.core.v3.ApiConfigSource",
    { transport_api_version: 2 },
    "/api_type",
    "enum.disallowed",
    "ApiConfigSourceValidationError.ApiType: Using deprecated value DEPRECATED_AND_UNAVAILABLE_DO_NOT_USE for enum 'envoy.config.core.v3.ApiConfigSource.ApiType'",
  ],
  [
    "envoy.config.core.v3.TypedExtensionConfig",
    { name: "a" },
    "/typed_config",
    "message.required",
    "TypedExtensionConfigValidationError.TypedConfig: value is required",
  ],
  [
    uriTemplate,
    { path_template: "é".repeat(257) },
    "/path_template",
    "string.max_len",
    "UriTemplateMatchConfigValidationError.PathTemplate: value must have between 1 and 256 characters inclusive",
  ],
  ["envoy.service.rate_limit_quota.v3.BucketId", {}, "/bucket", "map.min_pairs", "BucketIdValidationError.Bucket: value must contain at least 1 pair(s)"],
  [
    "envoy.service.rate_limit_quota.v3.BucketId",
    { bucket: { "a/b": "" } },
    "/bucket/a~1b",
    "string.min_len",
    "BucketIdValidationError.Bucket[a/b]: value length must be at least 1 characters",
  ],
  [
    "envoy.config.route.v3.VirtualHost",
    { name: "\ud800", domains: ["*"] },
    "/name",
    "string.utf8",
    "VirtualHostValidationError.Name: value must be valid Unicode, but has half of a surrogate pair",
  ],
  [
    "envoy.config.core.v3.Metadata",
    { filter_metadata: { a: { fields: { b: { string_value: "\udc00" } } } } },
    "/filter_metadata/a/fields/b/string_value",
    "string.utf8",
    "ValueValidationError.StringValue: value must be valid Unicode, but has half of a surrogate pair",
  ],
];

test.each(broken)("%s %j breaks a rule at %s: %s", (name, message, pointer, rule, text) => {
  expect(validateMessage(name, message as never)).toContainEqual(expect.objectContaining({ pointer, rule, text }));
});

/** On the safe side of the same rules. */
const fine: readonly (readonly [name: MessageName, message: object])[] = [
  ["envoy.config.cluster.v3.Cluster", cluster],
  ["envoy.config.route.v3.Route", route],
  ["envoy.config.route.v3.Route", { ...route, match: { safe_regex: { regex: "a" } } }],
  ["envoy.config.cluster.v3.OutlierDetection", { max_ejection_percent: { value: 100 } }],
  ["envoy.config.core.v3.HealthCheck.HttpHealthCheck", { path: "/é\t" }],
  ["envoy.config.core.v3.HttpUri", { uri: "a", cluster: "b", timeout: {} }],
  ["envoy.config.core.v3.HeaderValue", { key: "a".repeat(16_384) }],
  ["envoy.config.core.v3.UpstreamHttpProtocolOptions", { override_auto_sni_header: "" }],
  ["envoy.config.route.v3.DirectResponseAction", { status: 599 }],
  ["envoy.config.route.v3.RateLimit.HitsAddend", { format: "" }],
  ["envoy.config.core.v3.HeaderValueOption", { header: { key: "a" }, keep_empty_value: true }],
  ["envoy.config.core.v3.KeyValueAppend", { entry: {} }],
  ["envoy.type.v3.Percent", { value: Number.NaN }],
  [uriTemplate, { path_template: "é".repeat(256) }],
];

test.each(fine)("%s %j breaks none", (name, message) => {
  expect(validateMessage(name, message as never)).toEqual([]);
});

test("every violation is found, not the first one alone", () => {
  const found = validateMessage("envoy.config.route.v3.VirtualHost", { routes: [{ match: { prefix: "/" } }, { route: { cluster: "" } }] });
  expect(found.map(({ pointer, rule }) => `${pointer} ${rule}`)).toEqual([
    "/routes/0 oneof.required",
    "/routes/1/route/cluster string.min_len",
    "/routes/1/match message.required",
    "/name string.min_len",
    "/domains repeated.min_items",
  ]);
});

test("an absent field is judged by its default, in decoded messages too", () => {
  const found = validateMessage("envoy.config.cluster.v3.Cluster", codec("envoy.config.cluster.v3.Cluster").decode(new Uint8Array()));
  expect(found.map(({ pointer, value }) => [pointer, value])).toEqual([["/name", ""]]);
});

describe("the payload of an Any", () => {
  const host = { name: "a", domains: ["*"], typed_per_filter_config: { cors: packAny("envoy.config.core.v3.HttpUri", { uri: "" }) } };

  test("is asked as well, its fields standing beside its type", () => {
    const found = validateMessage("envoy.config.route.v3.VirtualHost", host);
    expect(found.map(({ pointer }) => pointer)).toContain("/typed_per_filter_config/cors/uri");
  });

  test("is left alone when the caller says so, or its type is unknown", () => {
    expect(validateMessage("envoy.config.route.v3.VirtualHost", host, { openAny: false })).toEqual([]);
    const unknown = { type_url: "type.googleapis.com/example.Unknown", value: Buffer.from("ff", "hex") };
    expect(validateMessage("envoy.config.route.v3.VirtualHost", { ...host, typed_per_filter_config: { a: unknown } })).toEqual([]);
  });

  test("is a violation when it cannot be decoded", () => {
    const broken = { type_url: "type.googleapis.com/envoy.config.core.v3.HttpUri", value: Buffer.from("0aff", "hex") };
    expect(validateMessage("envoy.config.core.v3.TypedExtensionConfig", { name: "a", typed_config: broken })).toMatchObject([
      { pointer: "/typed_config", rule: "any.decode", text: "Unable to unpack as envoy.config.core.v3.HttpUri" },
    ]);
  });

  test("points into the JSON form, where a message with a form of its own stands under value", () => {
    const any = packAny("google.protobuf.Any", packAny("envoy.config.core.v3.DataSource", {}));
    const config = { name: "a", typed_config: any };
    const [found] = validateMessage("envoy.config.core.v3.TypedExtensionConfig", config);
    expect(found?.pointer).toBe("/typed_config/value");
    expect(getAtPointer(toJson("envoy.config.core.v3.TypedExtensionConfig", config), found?.pointer ?? "")).toMatchObject({ found: true });
  });
});

test("endless nesting ends", () => {
  let any = packAny("envoy.config.core.v3.HttpUri", {});
  for (let level = 0; level < 2000; level += 1) any = packAny("google.protobuf.Any", any);
  expect(validateMessage("envoy.config.core.v3.TypedExtensionConfig", { name: "a", typed_config: any })).toEqual([]);
});

test("the rules of every message are known here", () => {
  const text = readFileSync(new URL("../../gen/messages.ts", import.meta.url), "utf8");
  const names = [...text.matchAll(/^ {2}"(?<name>[^"]+)":/gmu)].map(({ groups }) => groups?.["name"] as MessageName);
  expect(names.length).toBeGreaterThan(1000);
  for (const name of names) expect(validateMessage(name, {})).toBeInstanceOf(Array);
});
