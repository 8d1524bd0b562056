import { packAny } from "../../gen/codec.ts";
import { ApiConfigSource_ApiType as ApiType, ApiVersion, type ConfigSource } from "../../gen/envoy/config/core/v3.ts";
import type { Any } from "../../gen/google/protobuf.ts";
import { toJson } from "../../gen/to-json.ts";
import type { JsonObject } from "../../kit/json.ts";
import { type AuthzService, type RateLimitService, servicesOf } from "../ask/service-asks.ts";
import { serviceClusters } from "../block/bootstrap.ts";
import { duration } from "../block/duration.ts";
import { clusterJson, httpFilterJson } from "../block/envoy-json.ts";
import { extAuthz, rateLimit, rateLimits } from "../block/filters.ts";
import { ourFiles, serveCommand } from "../block/our-side.ts";
import { serviceCluster } from "../block/services-cluster.ts";
import { tlsByFiles, tlsMode } from "../block/tls-by-files.ts";
import type { Output, OutputFile } from "../target.ts";
import type { EnvoyEcdsAnswers } from "./asks.ts";

const discoveryCluster = "sluice_discovery";

/** The places in the foreign configuration, and what is applied here. */
export function generate(answers: EnvoyEcdsAnswers): Output {
  const services = servicesOf(answers);
  const slots = slotsOf(answers);
  const tls = tlsByFiles(answers);
  const discovery = serviceCluster({ name: discoveryCluster, endpoints: answers.discovery, tls });
  const clusters = [discovery, ...serviceClusters(services, tls)].map(clusterJson);
  return {
    files: [
      { path: "mesh/clusters.yaml", about: "Belongs into static_resources of the bootstrap", documents: [{ clusters }] },
      {
        path: "mesh/http-filters.yaml",
        about: "Belongs into http_filters of the connection manager, before the router",
        documents: [{ http_filters: slots.map((slot) => filterJson(slot, answers)) }],
      },
      objectsFile(slots, answers),
      ...ourFiles(services),
    ],
    steps: [
      "Run the services, and a control plane if there is none yet:",
      `$ ${serveCommand(services, tlsMode(answers), services.authz === undefined ? [] : [`--auth-default ${services.authz.policy}`])}`,
      "$ npx sluice serve",
      "Apply the filters' configurations here; from then on a change of theirs needs neither a new listener nor a restart:",
      "$ npx sluice apply -f sluice/objects.yaml",
      "Put the clusters and the filters into the configuration that you have.",
    ],
  };
}

/** One filter whose configuration travels by ECDS. */
interface Slot {
  readonly name: string;
  readonly config: Any;
  /** What the filter does until it has one; absent: requests get a 500, which is right for authorization. */
  readonly meanwhile?: Any;
}

function slotsOf(answers: EnvoyEcdsAnswers): readonly Slot[] {
  const { ratelimit, authz } = servicesOf(answers);
  return [...(authz === undefined ? [] : [authzSlot(authz)]), ...(ratelimit === undefined ? [] : [rateLimitSlot(ratelimit)])];
}

/** The policy's name would have to stand at a foreign route; so the service is told which one decides, by --auth-default. */
function authzSlot(service: AuthzService): Slot {
  return { name: "sluice-authz", config: packAny("envoy.extensions.filters.http.ext_authz.v3.ExtAuthz", extAuthz(service)) };
}

function rateLimitSlot(service: RateLimitService): Slot {
  const name = "envoy.extensions.filters.http.ratelimit.v3.RateLimit";
  const config = packAny(name, { ...rateLimit(service), rate_limits: rateLimits(service.keys) });
  // Without descriptors the filter asks nobody and lets requests pass.
  return { name: "sluice-ratelimit", config, ...(service.onOutage === "allow" && { meanwhile: packAny(name, rateLimit(service)) }) };
}

function filterJson({ name, config, meanwhile }: Slot, answers: EnvoyEcdsAnswers): JsonObject {
  return httpFilterJson({
    name,
    config_discovery: {
      config_source: configSource(answers),
      type_urls: [config.type_url ?? ""],
      ...(meanwhile !== undefined && { default_config: meanwhile, apply_default_config_without_warming: true }),
    },
  });
}

function configSource({ tokenFile }: EnvoyEcdsAnswers): ConfigSource {
  const token = tokenFile !== undefined && "text" in tokenFile.content ? tokenFile.content.text.trim() : undefined;
  return {
    resource_api_version: ApiVersion.V3,
    initial_fetch_timeout: duration(2000),
    api_config_source: {
      api_type: ApiType.DELTA_GRPC,
      transport_api_version: ApiVersion.V3,
      set_node_on_first_message_only: true,
      grpc_services: [
        {
          envoy_grpc: { cluster_name: discoveryCluster, retry_policy: { retry_back_off: { base_interval: duration(200), max_interval: duration(1000) } } },
          // A percent sign starts a command of Envoy's formatter.
          ...(token !== undefined && { initial_metadata: [{ key: "authorization", value: `Bearer ${token.replaceAll("%", "%%")}` }] }),
        },
      ],
    },
  };
}

function objectsFile(slots: readonly Slot[], { cluster, nodeGroup, tokenFile }: EnvoyEcdsAnswers): OutputFile {
  const group = { kind: "NodeGroup", name: nodeGroup, spec: { match: { clusters: [cluster] }, admit: [tokenFile === undefined ? "loopback" : "token"] } };
  const patches = slots.map(({ name, config }) => ({
    kind: "EnvoyPatch",
    name,
    spec: {
      target: { type: "extension", name },
      nodeGroup,
      patch: [{ op: "add", path: "/typed_config", value: toJson("google.protobuf.Any", config) as JsonObject }],
    },
  }));
  return { path: "sluice/objects.yaml", about: "The proxies' group, and the configuration of their filters", documents: [group, ...patches] };
}
