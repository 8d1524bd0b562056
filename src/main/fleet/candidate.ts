import type { Candidate } from "../../discovery/quarantine/quarantine-gate.ts";
import type { ResourceId } from "../../discovery/quarantine/resource-id.ts";
import type { World } from "./world.ts";

/** What translation makes of one resource of one view now. */
export function candidateOf(world: World, { view, type, name }: ResourceId): Candidate {
  if (type === "runtime") return "absent";
  const group = view.slice(0, view.indexOf("|"));
  const made = world.resources.views[type].get(`${group}|${name}`);
  if (made === undefined || made.view !== view) return "absent";
  return made.resource ?? "invalid";
}
