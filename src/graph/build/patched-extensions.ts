import type { Collection } from "../../kit/query/collection.ts";
import type { EnvoyPatchSpec } from "../../model/object/envoy-patch.ts";
import type { GroupMember } from "../graph.ts";
import type { Parsed } from "./inputs.ts";
import type { ProxyKind } from "./projections.ts";

/** The extensions that patches aim at, by `group|name`: a patch makes its extension where nothing else does. */
export function patchedExtensions(patches: Collection<Parsed<EnvoyPatchSpec>>, proxies: Collection<ProxyKind>): Collection<GroupMember> {
  const groups = proxies.groupBy("groups with extensions", () => "all");
  return patches.flatMap("extensions that patches make", ({ spec: { target, nodeGroup } }, _, read) => {
    if (target.type !== "extension") return [];
    const names = nodeGroup === undefined ? [...(read.get(groups, "all")?.entries() ?? [])].map(([group]) => group.slice(1)) : [nodeGroup];
    return names.map((group) => [`${group}|${target.name}`, { group, name: target.name }] as const);
  });
}
