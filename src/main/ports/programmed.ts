import type { Condition } from "../../admin/port/fleet.ts";
import type { FleetNodeStatus } from "../../discovery/fleet/fleet-node-status.ts";
import type { NodeRefusal } from "../../discovery/fleet/node-table.ts";
import { inputKey } from "../../graph/build/inputs.ts";
import type { Model } from "../../model/model.ts";
import { keyText, type ObjectKey, type Origin } from "../../model/object/object.ts";
import type { World } from "../fleet/world.ts";
import { groupsOf } from "./groups-of.ts";

/** At most this many nodes are named. */
const namedNodes = 100;

/** What `Programmed` is computed from. */
export interface ProgrammedSources {
  readonly world: World;
  readonly model: Model;
  readonly nodes: () => readonly FleetNodeStatus[];
}

/** Whether an object is in force on every proxy that it reaches, and in the proxy's own words why not. */
export function programmedCondition(key: ObjectKey, sources: ProgrammedSources): Condition {
  const { world, model } = sources;
  const object = world.inputs[key.kind].get(inputKey(key));
  const groups = object === undefined ? [] : groupsOf(world, model, key);
  if (object === undefined || groups.length === 0) return condition("Unknown", "NotInForce", "No proxy's configuration contains it");
  const nodes = sources.nodes().filter(({ state, group }) => state === "connected" && group !== undefined && groups.includes(group));
  if (nodes.length === 0) return condition("Unknown", "NoProxies", `No proxy of node group ${groups.join(", ")} is connected`);
  const refused = nodes.flatMap((node) => node.refused.flatMap((refusal) => blameOf(key, { node, refusal, world })));
  const guilty = refused.filter(({ alone }) => alone);
  const [worst] = guilty.length > 0 ? guilty : refused;
  if (worst !== undefined) return refusedCondition(worst, guilty.length > 0 ? guilty : refused);
  const pending = nodes.filter(({ agreedRevision }) => agreedRevision < object.revision);
  if (pending.length > 0)
    return condition("False", "Pending", { message: `${pending.length} of ${nodes.length} proxies do not have it yet`, nodes: namesOf(pending) });
  return condition("True", "Programmed", `In force on ${nodes.length} ${nodes.length === 1 ? "proxy" : "proxies"}`);
}

interface Blame {
  readonly node: FleetNodeStatus;
  readonly refusal: NodeRefusal;
  readonly origin: Origin;
  /** No other object can have caused it. */
  readonly alone: boolean;
}

/** Suspects are the objects behind a refused resource that changed after the node last had everything. */
function blameOf(key: ObjectKey, { node, refusal, world }: Pick<Blame, "node" | "refusal"> & { readonly world: World }): readonly Blame[] {
  const origins = originsOf(world, node, refusal);
  const suspects = origins.filter((origin) => (world.inputs[origin.object.kind].get(inputKey(origin.object))?.revision ?? 0) > refusal.after);
  const names = new Set(suspects.map((origin) => keyText(origin.object)));
  const own = suspects.find((origin) => keyText(origin.object) === keyText(key));
  return own === undefined ? [] : [{ node, refusal, origin: own, alone: names.size === 1 }];
}

function originsOf(world: World, { group }: FleetNodeStatus, { type, name }: NodeRefusal): readonly Origin[] {
  if (type === "runtime") return [];
  return world.resources.views[type].get(`${group}|${name}`)?.resource?.origins() ?? [];
}

function refusedCondition({ node, refusal, origin, alone }: Blame, all: readonly Blame[]): Condition {
  const nodes = namesOf(all.map((blame) => blame.node));
  const where = `${refusal.type} ${refusal.name}`;
  if (!alone) {
    const message = `Proxy ${node.node.id} refuses ${where}, which this and other changed objects are part of: ${refusal.detail}`;
    return condition("Unknown", "RefusedTogether", { message, nodes });
  }
  return condition("False", "Refused", { message: `Proxy ${node.node.id} refuses ${where}: ${refusal.detail}`, nodes, pointer: origin.pointer });
}

function namesOf(nodes: readonly FleetNodeStatus[]): readonly string[] {
  return [...new Set(nodes.map(({ node }) => node.id))].slice(0, namedNodes);
}

function condition(status: Condition["status"], reason: string, words: string | Pick<Condition, "message" | "nodes" | "pointer">): Condition {
  return { type: "Programmed", status, reason, ...(typeof words === "string" ? { message: words } : words) };
}
