import type { Model } from "../../model/model.ts";
import type { World } from "../fleet/world.ts";
import type { AdmittingGroup } from "./match-node.ts";

/** Every node group that this version can read; one of a newer version admits nobody here. */
export function* nodeGroups(world: World, model: Model): Generator<AdmittingGroup, void> {
  for (const [, object] of world.inputs.NodeGroup.entries()) {
    try {
      yield { name: object.name, createdAt: object.createdAt, spec: model.specOf("NodeGroup", object) };
    } catch {
      // Unreadable, which the graph tells as the object's condition.
    }
  }
}
