import type { FleetNodeStatus } from "../../discovery/fleet/fleet-node-status.ts";
import type { NodeRefusal } from "../../discovery/fleet/node-table.ts";
import { contentOf, contentRefusal } from "../../discovery/quarantine/held-object.ts";
import { objectOfKey } from "../../discovery/quarantine/quarantine-record.ts";
import { type QuarantineTable, refusalIn } from "../../discovery/quarantine/quarantine-table.ts";
import { parseId } from "../../discovery/quarantine/resource-id.ts";
import { candidateOf } from "../fleet/candidate.ts";
import type { World } from "../fleet/world.ts";

/** Everything that a node refuses: what its streams say, and what it refused and is held back from it since. */
export function nodeRefusals(status: FleetNodeStatus, { table, world }: { readonly table: QuarantineTable; readonly world: World }): readonly NodeRefusal[] {
  const { id } = status.node;
  const resources = table.resources(status.view ?? "").flatMap((held): readonly NodeRefusal[] => {
    const candidate = candidateOf(world, held.id);
    const refused = typeof candidate === "object" ? refusalIn(held, candidate.version) : undefined;
    if (refused?.nodes.includes(id) !== true) return [];
    const { version, detail, since } = refused;
    return [{ type: held.id.type, name: held.id.name, version, detail, since, after: held.record.after, certain: true }];
  });
  const objects = table.objects().flatMap((held): readonly NodeRefusal[] => {
    const object = objectOfKey(held.key);
    const written = object === undefined ? undefined : world.written(object);
    const refused = written === undefined ? undefined : contentRefusal(held.record, contentOf(written));
    const resource = parseId(held.record.resources.at(-1) ?? "");
    if (refused?.nodes.includes(id) !== true || resource === undefined || resource.view !== status.view) return [];
    return [{ type: resource.type, name: resource.name, version: "", detail: refused.detail, since: refused.since, after: 0, certain: true }];
  });
  const certain = status.refused.filter((refusal) => refusal.certain);
  return [...new Map([...certain, ...resources, ...objects].map((refusal) => [`${refusal.type} ${refusal.name}`, refusal])).values()];
}
