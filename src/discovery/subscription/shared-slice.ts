import type { Resource } from "../../snapshot/resource.ts";
import type { ResourceMap } from "../../snapshot/resource-map.ts";
import { type ResponseLimits, sizeOf } from "./response-limits.ts";

/** Resources that follow each other in a list of names, as far as one response takes them. */
export interface Slice {
  readonly resources: readonly Resource[];
  /** Where the next one begins. */
  readonly end: number;
}

const slices = new WeakMap<readonly string[], WeakMap<ResourceMap, Map<string, Slice | undefined>>>();

/**
 * The resources from `start` on, for everybody who is sent the same; undefined when one of them does not exist. The same list is answered
 * by the same array, so that it is encoded once.
 */
export function sharedSlice(
  names: readonly string[],
  from: { readonly map: ResourceMap; readonly start: number; readonly limits: ResponseLimits },
): Slice | undefined {
  const { map, start, limits } = from;
  const byMap = slices.get(names) ?? new WeakMap<ResourceMap, Map<string, Slice | undefined>>();
  slices.set(names, byMap);
  const known = byMap.get(map) ?? new Map<string, Slice | undefined>();
  byMap.set(map, known);
  const key = `${start} ${limits.resources}`;
  if (!known.has(key)) known.set(key, makeSlice(names, map, { start, limits }));
  return known.get(key);
}

function makeSlice(
  names: readonly string[],
  map: ResourceMap,
  { start, limits }: { readonly start: number; readonly limits: ResponseLimits },
): Slice | undefined {
  const resources: Resource[] = [];
  let bytes = 0;
  let end = start;
  for (; end < names.length && resources.length < limits.resources; end++) {
    const resource = map.get(names[end] ?? "");
    if (resource === undefined) return undefined;
    bytes += sizeOf(resource);
    if (resources.length > 0 && bytes > limits.bytes) break;
    resources.push(resource);
  }
  shared.add(resources);
  return { resources, end };
}

const shared = new WeakSet<readonly Resource[]>();

/** True for resources that many streams are sent as they are, so that their encoding is worth keeping. */
export function isShared(resources: readonly Resource[]): boolean {
  return shared.has(resources);
}
