import { codec } from "../../../src/gen/codec.ts";
import { toJson } from "../../../src/gen/to-json.ts";
import { defaultMaxProgramSize } from "../../../src/kit/re2/check-re2.ts";
import type { World } from "../../../src/main/fleet/world.ts";
import { localClusterName } from "../../../src/model/local-cluster.ts";
import { messageOf } from "../../../src/xds/encode-resource.ts";
import type { ResourceType } from "../../../src/xds/encoded-resource.ts";

/** A JSON value that is looked through. */
type Node = Readonly<Record<string, unknown>>;

/** What of the world one group's proxies get, in proto3 JSON, by name. */
function resourcesOfGroup(world: World, group: string, type: Exclude<ResourceType, "runtime">): ReadonlyMap<string, Node> {
  const found = new Map<string, Node>();
  for (const [key, { resource }] of world.resources.views[type].entries()) {
    if (!key.startsWith(`${group}|`) || resource === undefined) continue;
    const message = messageOf(type);
    found.set(resource.name, toJson(message, codec(message).decode(resource.bytes)) as Node);
  }
  return found;
}

/** What stands in other resources and is asked for by name. */
interface Parts {
  readonly tables: ReadonlyMap<string, Node>;
  readonly extensions: ReadonlyMap<string, Node>;
}

/**
 * Everything that a group's proxies get as one bootstrap without a control plane: route tables, filter configurations and endpoints stand
 * inside of what asks for them, secrets beside. So a real Envoy takes, or refuses, and serves the very bytes of the translation. What waits for a secret that never
 * comes is left out.
 */
export function staticBootstrap(world: World, group = "edge"): Record<string, unknown> {
  const parts = { tables: resourcesOfGroup(world, group, "route"), extensions: resourcesOfGroup(world, group, "extension") };
  const endpoints = resourcesOfGroup(world, group, "endpoint");
  const listeners = [...resourcesOfGroup(world, group, "listener").values()].filter((listener) => listener["api_listener"] === undefined);
  const clusters = [...resourcesOfGroup(world, group, "cluster").values()];
  const members = { cluster_name: localClusterName, endpoints: [] };
  return {
    node: { id: "static", cluster: group },
    cluster_manager: { local_cluster_name: localClusterName },
    static_resources: {
      listeners: listeners.flatMap(withoutWaiting).map((listener) => inPlace(listener, parts)),
      clusters: [
        { name: localClusterName, type: "STATIC", load_assignment: endpoints.get(localClusterName) ?? members },
        ...clusters.filter((cluster) => !waits(cluster)).map((cluster) => inPlace(withEndpoints(cluster, endpoints), parts)),
      ],
      secrets: [...resourcesOfGroup(world, group, "secret").values()],
    },
    layered_runtime: { layers: [{ name: "static", static_layer: { "re2.max_program_size.error_level": defaultMaxProgramSize } }] },
  };
}

function waits({ transport_socket: socket }: Node): boolean {
  return socket !== undefined && JSON.stringify(socket).includes('"unresolved:');
}

function withoutWaiting(listener: Node): readonly Node[] {
  const chains = listener["filter_chains"];
  if (!Array.isArray(chains)) return [listener];
  const ready = chains.filter((chain: Node) => !waits(chain));
  return ready.length === 0 ? [] : [{ ...listener, filter_chains: ready }];
}

function withEndpoints(cluster: Node, endpoints: ReadonlyMap<string, Node>): Node {
  if (cluster["type"] !== "EDS") return cluster;
  const { eds_cluster_config: _, ...rest } = cluster;
  return { ...rest, type: "STATIC", load_assignment: endpoints.get(String(cluster["name"])) ?? { cluster_name: cluster["name"] } };
}

/** Puts route tables and filter configurations where they are asked for, and leaves of a secret's source only its name, which means a static one. */
function inPlace(value: unknown, parts: Parts): unknown {
  if (Array.isArray(value)) return value.map((item) => inPlace(item, parts));
  if (typeof value !== "object" || value === null) return value;
  const { rds, config_discovery: discovered, sds_config: _, ...fields } = value as Node;
  const kept = Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, inPlace(field, parts)]));
  if (discovered !== undefined) return { ...kept, typed_config: configuration(String(kept["name"]), discovered as Node, parts) };
  if (rds === undefined) return kept;
  const name = String((rds as Node)["route_config_name"]);
  return { ...kept, route_config: { name, ...parts.tables.get(name), validate_clusters: false } };
}

function configuration(name: string, discovered: Node, { extensions }: Parts): unknown {
  return extensions.get(name)?.["typed_config"] ?? discovered["default_config"];
}
