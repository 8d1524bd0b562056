import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import fc from "fast-check";
import { expect, it } from "vitest";
import { codec, packAny } from "../../src/gen/codec.ts";
import type { Bootstrap } from "../../src/gen/envoy/config/bootstrap/v3.ts";
import type { Cluster } from "../../src/gen/envoy/config/cluster/v3.ts";
import type { Listener } from "../../src/gen/envoy/config/listener/v3.ts";
import type { Route } from "../../src/gen/envoy/config/route/v3.ts";
import type { HttpConnectionManager } from "../../src/gen/envoy/extensions/filters/network/http_connection_manager/v3.ts";
import type { JsonObject } from "../../src/gen/json-value.ts";
import type { MessageName } from "../../src/gen/messages.ts";
import { toJson } from "../../src/gen/to-json.ts";
import { validateMessage } from "../../src/xds/validate/validate-message.ts";
import { arbitraryMessage } from "../../tools/gen/arbitrary-message.ts";
import { validateWithEnvoy } from "../kit/binary/envoy.ts";
import { type Binary, describeWith } from "../kit/binary/require.ts";
import { startProcess } from "../kit/binary/running-process.ts";
import { tempFolder } from "../kit/binary/temp-folder.ts";

/** Fixed, so that a run can be repeated. */
const seed = 17;

/** What is asked beyond the rules of the .proto files; Envoy has other words for it, or asks later. */
const beyondRules = new Set(["duration.valid", "enum.disallowed", "field.disallowed", "string.utf8", "any.decode"]);

/** Envoy's answer to a bootstrap in protobuf's binary form, so that no JSON parser stands between. */
async function answerOf(binary: Binary, bootstrap: Bootstrap): Promise<string> {
  const folder = await tempFolder("validate");
  const file = join(folder, "bootstrap.pb");
  await writeFile(file, codec("envoy.config.bootstrap.v3.Bootstrap").encode(bootstrap));
  const args = ["--mode", "validate", "-c", file, "--disable-hot-restart", "-l", "error"];
  const child = await startProcess({ path: binary.path, args, logFile: join(folder, "envoy.log") });
  await child.exited;
  return child.log();
}

/** The innermost reason of a refusal for a broken rule; `undefined` when Envoy found none broken. */
function brokenRule(answer: string): string | undefined {
  const chain = /Proto constraint validation failed \((?<chain>.*?)\)(?:: |$)/msu.exec(answer)?.groups?.["chain"];
  return chain?.split(" | caused by ").at(-1);
}

async function compare(binary: Binary, bootstrap: Bootstrap): Promise<"broken" | "fine"> {
  const found = validateMessage("envoy.config.bootstrap.v3.Bootstrap", bootstrap).filter(({ rule }) => !beyondRules.has(rule));
  const broken = brokenRule(await answerOf(binary, bootstrap));
  const shown = JSON.stringify(toJson("envoy.config.bootstrap.v3.Bootstrap", bootstrap));
  if (found.length === 0) expect(broken, shown).toBeUndefined();
  else
    expect(
      found.map(({ text }) => text),
      shown,
    ).toContain(broken);
  return found.length === 0 ? "fine" : "broken";
}

const withCluster = (cluster: Cluster): Bootstrap => ({
  static_resources: { clusters: [{ name: "a", connect_timeout: { seconds: 1 }, ...cluster }] },
});

const withManager = (manager: HttpConnectionManager): Bootstrap => {
  const router = { name: "router", typed_config: packAny("envoy.extensions.filters.http.router.v3.Router", {}) };
  const typed = packAny("envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager", {
    stat_prefix: "x",
    http_filters: [router],
    ...manager,
  });
  const listener: Listener = {
    name: "edge",
    address: { socket_address: { address: "127.0.0.1", port_value: 0 } },
    filter_chains: [{ filters: [{ name: "http", typed_config: typed }] }],
  };
  return { static_resources: { listeners: [listener] } };
};

const withRoute = (route: object): Bootstrap => {
  const whole = { match: { prefix: "/" }, direct_response: { status: 200 }, ...route } as Route;
  return withManager({ route_config: { virtual_hosts: [{ name: "v", domains: ["*"], routes: [whole] }] } });
};

const check = { timeout: { seconds: 1 }, interval: { seconds: 1 }, unhealthy_threshold: { value: 1 }, healthy_threshold: { value: 1 } };
const toCluster = { direct_response: undefined };

/** Each breaks one rule, or stands right at its border. */
const table: readonly (readonly [what: string, bootstrap: Bootstrap])[] = [
  ["a plain cluster", withCluster({})],
  ["an empty name", withCluster({ name: "" })],
  ["no connect timeout", withCluster({ connect_timeout: { seconds: 0 } })],
  ["a short refresh", withCluster({ dns_refresh_rate: { nanos: 1_000_000 } })],
  ["an enum's number", withCluster({ type: 77 as 0 })],
  ["a required wrapper", withCluster({ health_checks: [{ timeout: { seconds: 1 }, interval: { seconds: 1 }, http_health_check: { path: "/" } }] })],
  ["a required oneof", withCluster({ health_checks: [check] })],
  ["a refused enum value", withCluster({ health_checks: [{ ...check, http_health_check: { path: "/", method: 6 } }] })],
  ["a control character", withCluster({ health_checks: [{ ...check, http_health_check: { path: "/\u0001" } }] })],
  ["a tab and an umlaut", withCluster({ health_checks: [{ ...check, http_health_check: { path: "/\tü" } }] })],
  ["too many percent", withCluster({ outlier_detection: { max_ejection_percent: { value: 101 } } })],
  ["all percent", withCluster({ outlier_detection: { max_ejection_percent: { value: 100 } } })],
  ["a name with digits", withCluster({ outlier_detection: { enforcing_consecutive_5xx: { value: 101 } } })],
  ["a double out of range", withCluster({ preconnect_policy: { per_upstream_preconnect_ratio: { value: 3.1 } } })],
  ["an empty wrapper", withCluster({ preconnect_policy: { per_upstream_preconnect_ratio: {} } })],
  ["an empty key", withCluster({ metadata: { filter_metadata: { "": {} } } })],
  ["no payload", withCluster({ load_balancing_policy: { policies: [{ typed_extension_config: { name: "a" } }] } })],
  ["a priority that is none", withCluster({ circuit_breakers: { thresholds: [{ priority: 4 as 0 }] } })],
  [
    "a long server name in an Any",
    withCluster({
      transport_socket: { name: "tls", typed_config: packAny("envoy.extensions.transport_sockets.tls.v3.UpstreamTlsContext", { sni: "a".repeat(256) }) },
    }),
  ],
  ["a constant", { stats_flush_on_admin: false }],
  ["twins", { stats_config: { histogram_bucket_settings: [{ match: { prefix: "a" }, buckets: [1, 1] }] } }],
  ["a bucket of 0", { stats_config: { histogram_bucket_settings: [{ match: { prefix: "a" }, buckets: [0] }] } }],
  ["a list that may not be empty", { overload_manager: { refresh_interval: { seconds: 1 } } }],
  ["a value outside of a list", withManager({ route_config: {}, scheme_header_transformation: { scheme_to_overwrite: "ftp" } })],
  ["a plain route", withRoute({})],
  ["a missing match", withRoute({ match: undefined })],
  ["a line end in a header's name", withRoute({ request_headers_to_remove: ["a\nb"] })],
  ["an empty header name", withRoute({ request_headers_to_remove: [""] })],
  ["a line end in a header's value", withRoute({ request_headers_to_add: [{ header: { key: "a", value: "x\ny" } }] })],
  ["a long header name", withRoute({ request_headers_to_add: [{ header: { key: "a".repeat(16_385) } }] })],
  ["a long raw value", withRoute({ request_headers_to_add: [{ header: { key: "a", raw_value: new Uint8Array(16_385) } }] })],
  ["too many headers", withRoute({ request_headers_to_add: Array.from({ length: 1001 }, () => ({ header: { key: "a", value: "b" } })) })],
  ["a skipped message", withRoute({ request_headers_to_add: [{ header: { key: "a", value: "b" } }] })],
  ["a pattern", withRoute({ match: { path_separated_prefix: "/a/" } })],
  ["an empty regex", withRoute({ match: { safe_regex: {} } })],
  ["a status", withRoute({ direct_response: { status: 600 } })],
  ["no weights", withRoute({ ...toCluster, route: { weighted_clusters: {} } })],
  ["no hash policy", withRoute({ ...toCluster, route: { cluster: "a", hash_policy: [{}] } })],
  ["a back-off of nothing", withRoute({ ...toCluster, route: { cluster: "a", retry_policy: { retry_back_off: { base_interval: {} } } } })],
  [
    "a prefix",
    withRoute({
      ...toCluster,
      route: { cluster: "a", rate_limits: [{ actions: [{ generic_key: { descriptor_value: "a" } }], hits_addend: { format: "x" } }] },
    }),
  ],
  [
    "a suffix",
    withRoute({
      ...toCluster,
      route: { cluster: "a", rate_limits: [{ actions: [{ generic_key: { descriptor_value: "a" } }], hits_addend: { format: "%x" } }] },
    }),
  ],
];

describeWith("The validation rules as Envoy applies them", ["envoy"], ({ envoy }) => {
  it.each(table)("%s", async (_what, bootstrap) => {
    await compare(envoy, bootstrap);
  });

  it.each<[MessageName, number, (message: object) => Bootstrap]>([
    ["envoy.config.cluster.v3.Cluster", 40, (cluster) => ({ static_resources: { clusters: [cluster] } })],
    ["envoy.config.listener.v3.Listener", 40, (listener) => ({ static_resources: { listeners: [withoutPayloads(listener) as Listener] } })],
    ["envoy.config.bootstrap.v3.Bootstrap", 40, (bootstrap) => withoutPayloads(bootstrap) as Bootstrap],
  ])("random messages of %s", async (name, numRuns, wrap) => {
    const answers = new Set<string>();
    for (const message of fc.sample(arbitraryMessage(name), { numRuns, seed })) answers.add(await compare(envoy, wrap(withoutPayloads(message) as object)));
    expect(answers).toContain("broken");
  });

  it("refuses what is asked beyond the rules, in its own words", async () => {
    const zipkin = packAny("envoy.config.trace.v3.ZipkinConfig", { collector_cluster: "b", collector_endpoint: "/" });
    const cases: readonly (readonly [Bootstrap, string, RegExp])[] = [
      [withRoute({ match: { prefix: "/\ud800" } }), "any.decode", /Unable to unpack/u],
      [withRoute({ ...toCluster, route: { cluster: "a", timeout: { seconds: 9_223_372_036 } } }), "duration.valid", /Duration out-of-range/u],
      [
        withManager({ route_config: {}, tracing: { provider: { name: "zipkin", typed_config: zipkin } } }),
        "enum.disallowed",
        /now-deprecated value DEPRECATED_/u,
      ],
      [
        withRoute({
          ...toCluster,
          route: {
            cluster: "a",
            rate_limits: [{ actions: [{ dynamic_metadata: { descriptor_key: "a", metadata_key: { key: "a", path: [{ key: "a" }] } } }] }],
          },
        }),
        "field.disallowed",
        /Using deprecated option '.*dynamic_metadata'/u,
      ],
    ];
    for (const [bootstrap, rule, words] of cases) {
      expect(validateMessage("envoy.config.bootstrap.v3.Bootstrap", bootstrap).map((found) => found.rule)).toContain(rule);
      expect(await answerOf(envoy, bootstrap)).toMatch(words);
    }
  });

  it("reads the JSON that toJson writes, of any message", async () => {
    for (const bootstrap of fc.sample(arbitraryMessage("envoy.config.bootstrap.v3.Bootstrap"), { numRuns: 40, seed })) {
      const json = toJson("envoy.config.bootstrap.v3.Bootstrap", withoutPayloads(bootstrap) as Bootstrap) as JsonObject;
      expect((await validateWithEnvoy(json)) ?? "", JSON.stringify(json)).not.toMatch(/Unable to parse JSON as proto|Unable to convert|has unknown fields/u);
    }
  });
});

/** Random payloads stand where Envoy looks for configurations of its own; what it does not know it does not ask. */
function withoutPayloads(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutPayloads);
  if (typeof value !== "object" || value === null || value instanceof Uint8Array) return value;
  if (Object.hasOwn(value, "type_url")) return {};
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, withoutPayloads(inner)]));
}
