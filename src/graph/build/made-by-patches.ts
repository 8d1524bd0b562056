import type { Collection } from "../../kit/query/collection.ts";
import type { EnvoyPatchSpec } from "../../model/object/envoy-patch.ts";
import type { GroupMember } from "../graph.ts";
import type { Parsed } from "./inputs.ts";
import type { ProxyKind } from "./projections.ts";

/** What patches make, by `group|name`: of these types a patch makes a resource where nothing else does. */
export interface MadeByPatches {
  readonly extensions: Collection<GroupMember>;
  readonly scopedRoutes: Collection<GroupMember>;
}

/** The extensions and scoped routes that patches aim at. */
export function madeByPatches(patches: Collection<Parsed<EnvoyPatchSpec>>, proxies: Collection<ProxyKind>): MadeByPatches {
  const groups = proxies.groupBy("groups with what patches make", () => "all");
  const targets = (type: EnvoyPatchSpec["target"]["type"]): Collection<GroupMember> =>
    patches.flatMap(`${type} that patches make`, ({ spec: { target, nodeGroup } }, _, read) => {
      if (target.type !== type) return [];
      const names = nodeGroup === undefined ? [...(read.get(groups, "all")?.entries() ?? [])].map(([group]) => group.slice(1)) : [nodeGroup];
      return names.map((group) => [`${group}|${target.name}`, { group, name: target.name }] as const);
    });
  return { extensions: targets("extension"), scopedRoutes: targets("scoped-route") };
}
