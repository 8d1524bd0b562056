import { codec } from "../../../src/gen/codec.ts";
import type { DeltaDiscoveryResponse, DiscoveryResponse, Resource, ResourceError } from "../../../src/gen/envoy/service/discovery/v3.ts";
import type { Any } from "../../../src/gen/google/protobuf.ts";
import { type ResourceType, resourceTypes, typeUrls } from "../../../src/snapshot/resource.ts";

/** A response, of either variant, by names instead of bytes. */
export interface Answer {
  /** A type URL that is not known here stays as it is. */
  readonly type: ResourceType | string;
  readonly nonce: string;
  readonly version: string;
  /** Names in their order; of the state of the world, read from the resources. */
  readonly names: readonly string[];
  /** Version of each name, delta only. */
  readonly versions: Readonly<Record<string, string>>;
  readonly removed: readonly string[];
  /** Content of each name; empty where a heartbeat has none. */
  readonly bytes: readonly Uint8Array[];
  /** Names with a time to live, milliseconds. */
  readonly ttls: Readonly<Record<string, number>>;
  /** Names with aliases. */
  readonly aliases: Readonly<Record<string, readonly string[]>>;
  /** `resource_errors`: gRPC status code by name. */
  readonly errors: Readonly<Record<string, number>>;
  readonly controlPlane: string;
  /** Size of the whole response. */
  readonly size: number;
}

type Variant = "sotw" | "delta";

const wrapperUrl = "type.googleapis.com/envoy.service.discovery.v3.Resource";

/** Reads a response. */
export function readAnswer(bytes: Buffer, variant: Variant): Answer {
  return { ...(variant === "sotw" ? readSotw(bytes) : readDelta(bytes)), size: bytes.length };
}

/** The type URL of a type, or what stands for one. */
export function urlOf(type: ResourceType | string): string {
  return Object.hasOwn(typeUrls, type) ? typeUrls[type as ResourceType] : type;
}

type Unsized = Omit<Answer, "size">;

function readSotw(bytes: Buffer): Unsized {
  const response: DiscoveryResponse = codec("envoy.service.discovery.v3.DiscoveryResponse").decode(bytes);
  const type = typeOf(response.type_url ?? "");
  const resources = (response.resources ?? []).map((any) => unwrapped(type, any));
  return { ...common(response, resources), type, version: response.version_info ?? "", versions: {}, removed: [] };
}

function readDelta(bytes: Buffer): Unsized {
  const response: DeltaDiscoveryResponse = codec("envoy.service.discovery.v3.DeltaDiscoveryResponse").decode(bytes);
  const resources = response.resources ?? [];
  return {
    ...common(response, resources),
    type: typeOf(response.type_url ?? ""),
    version: response.system_version_info ?? "",
    versions: Object.fromEntries(resources.map(({ name, version }) => [name ?? "", version ?? ""])),
    removed: response.removed_resources ?? [],
  };
}

/** In the state of the world a resource is bare, or wrapped where it has a time to live. */
function unwrapped(type: string, any: Any): Resource {
  const value = any.value ?? new Uint8Array();
  if (any.type_url === wrapperUrl) return codec("envoy.service.discovery.v3.Resource").decode(value);
  return { name: nameIn(type, value), resource: any };
}

function common(
  response: DiscoveryResponse | DeltaDiscoveryResponse,
  resources: readonly Resource[],
): Omit<Unsized, "type" | "version" | "versions" | "removed"> {
  const named = <T>(of: (resource: Resource) => T | undefined): Record<string, T> =>
    Object.fromEntries(
      resources.flatMap((resource) => {
        const value = of(resource);
        return value === undefined ? [] : [[resource.name ?? "", value] as const];
      }),
    );
  return {
    nonce: response.nonce ?? "",
    controlPlane: response.control_plane?.identifier ?? "",
    names: resources.map(({ name }) => name ?? ""),
    bytes: resources.map(({ resource }) => resource?.value ?? new Uint8Array()),
    ttls: named(({ ttl }) => ttl && (ttl.seconds ?? 0) * 1000 + (ttl.nanos ?? 0) / 1e6),
    aliases: named(({ aliases = [] }) => (aliases.length === 0 ? undefined : aliases)),
    errors: Object.fromEntries((response.resource_errors ?? []).map(errorEntry)),
  };
}

function errorEntry({ resource_name, error_detail }: ResourceError): readonly [name: string, code: number] {
  return [resource_name?.name ?? "", error_detail?.code ?? 0];
}

function typeOf(url: string): ResourceType | string {
  return resourceTypes.find((type) => typeUrls[type] === url) ?? url;
}

/** Field 1 of every served type is its name. */
function nameIn(type: string, value: Uint8Array): string {
  if (type === "endpoint") return codec("envoy.config.endpoint.v3.ClusterLoadAssignment").decode(value).cluster_name ?? "";
  if (type === "rate-limit") return codec("ratelimit.config.ratelimit.v3.RateLimitConfig").decode(value).name ?? "";
  return codec("envoy.config.cluster.v3.Cluster").decode(value).name ?? "";
}
