import type { Resource, ResourceType } from "./resource.ts";

type References = ReturnType<Resource["references"]>;

const computed = new WeakMap<Resource, References>();
const none: ReadonlySet<string> = new Set();

/** The names of one type that a resource uses, asked of the resource once. */
export function referencesOf(resource: Resource, type: ResourceType): ReadonlySet<string> {
  const known = computed.get(resource) ?? resource.references();
  computed.set(resource, known);
  return known[type] ?? none;
}
