import { contentHash } from "../../kit/hash.ts";
import type { Resource, ResourceType } from "../../snapshot/resource.ts";
import type { StreamState } from "./state.ts";

/** A refusal of these names nothing, and they are large or rare, so that each travels alone. */
const alone: ReadonlySet<ResourceType> = new Set(["runtime", "secret", "extension", "route"]);

/**
 * All others travel alone when they are few, and together when they are many: one that breaks a validation rule takes its whole
 * response with it, and what is written behind may need the others.
 */
const few = 8;

/** How much a response may hold. */
export interface ResponseLimits {
  readonly resources: number;
  readonly bytes: number;
}

/** A response stays small enough that one stream cannot take the memory of many, and for the 4 MiB that gRPC takes by default. */
const responseLimits: ResponseLimits = { resources: 1000, bytes: 1 << 20 };

/** A proxy puts all hosts of a table together for each response, so these are few and large. */
const hostLimits: ResponseLimits = { resources: 20_000, bytes: 3.5 * (1 << 20) };

/** What a response of a type may hold. */
export function limitsOf(type: ResourceType): ResponseLimits {
  return type === "virtual-host" ? hostLimits : responseLimits;
}

/** What stands around a resource's bytes at most, besides its name: type URL, version, lengths. */
const framingBytes = 160;

/** What a resource takes of a response, in bytes; not less than it really is. */
export function sizeOf({ bytes, name, aliases = [] }: Resource): number {
  return bytes.length + framingBytes + name.length + aliases.reduce((sum, alias) => sum + alias.length + 4, 0);
}

/** True when each of so many resources of a type goes in a response of its own. */
export function travelsAlone(type: ResourceType, count: number): boolean {
  return alone.has(type) || (count <= few && type !== "virtual-host");
}

/** `version_info` of a part of a type, or `system_version_info`. */
export function partVersion({ variant, snapshot }: StreamState, resources: readonly Resource[], absent: readonly string[] = []): string {
  if (variant === "delta") return String(snapshot.revision);
  const [first, ...others] = resources;
  if (absent.length > 0) return contentHash("absent", ...absent, ...resources.map((resource) => resource.version));
  return others.length === 0 ? (first?.version ?? "0") : contentHash(...resources.map((resource) => resource.version));
}
