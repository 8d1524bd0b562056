import type { Condition } from "../../admin/port/fleet.ts";
import type { FleetNodeStatus } from "../../discovery/fleet/fleet-node-status.ts";
import type { FleetPicture, GroupPicture } from "../../discovery/fleet/fleet-picture.ts";
import type { Model } from "../../model/model.ts";
import type { Kind, ObjectKey } from "../../model/object/object.ts";
import { type Blame, type BlameSources, blamesOn } from "../quarantine/blames.ts";
import { groupsOf } from "./groups-of.ts";

/** At most this many nodes are named. */
const namedNodes = 100;

/** Kinds that no proxy's configuration ever contains: the role that decides requests goes by them. */
const decidedBy: ReadonlySet<Kind> = new Set(["Consumer", "Revocation", "Secret"]);

/** What `Programmed` is computed from. */
export interface ProgrammedSources extends BlameSources {
  readonly model: Model;
  /** What is known of the nodes now. */
  readonly fleet: () => FleetPicture;
}

/** Whether an object is in force on every proxy that it reaches, and in the proxy's own words why not. */
export function programmedCondition(key: ObjectKey, sources: ProgrammedSources): Condition {
  if (decidedBy.has(key.kind))
    return condition("Unknown", "OnReplicas", "The replicas that decide requests go by it, no proxy; --wait tells when all of them do");
  const { world, model } = sources;
  const object = world.written(key);
  const groups = object === undefined ? [] : groupsOf(world, model, key);
  if (object === undefined || groups.length === 0) return condition("Unknown", "NotInForce", "No proxy's configuration contains it");
  const blames = blamesOn(key, sources);
  const guilty = blames.filter(({ verdict }) => verdict === "refused");
  const [worst] = guilty.length > 0 ? guilty : blames;
  if (worst !== undefined) return refusedCondition(worst, guilty.length > 0 ? guilty : blames);
  const reached = [...new Set(groups)].flatMap((group) => sources.fleet().groups.get(group) ?? []);
  const count = reached.reduce((sum, { nodes }) => sum + nodes.length, 0);
  if (count === 0) return condition("Unknown", "NoProxies", `No proxy of node group ${groups.join(", ")} is connected`);
  const pending = reached.flatMap((group) => behind(group, object.revision));
  if (pending.length > 0)
    return condition("False", "Pending", { message: `${pending.length} of ${count} proxies do not have it yet`, nodes: namesOf(pending) });
  return condition("True", "Programmed", `In force on ${count} ${count === 1 ? "proxy" : "proxies"}`);
}

function refusedCondition(worst: Blame, all: readonly Blame[]): Condition {
  const nodes = [...new Set(all.flatMap((blame) => blame.nodes))].slice(0, namedNodes);
  const who = `Proxy ${nodes[0] ?? "unknown"} refuses ${worst.resource === undefined ? "a resource" : `${worst.resource.type} ${worst.resource.name}`}`;
  if (worst.verdict !== "refused") {
    const doubt = worst.verdict === "open" ? "which of them is to blame is being found out" : "nobody can tell which of them is to blame";
    return condition("Unknown", "RefusedTogether", { message: `${who}, which this and other changed objects are part of; ${doubt}: ${worst.detail}`, nodes });
  }
  const { pointer, author } = worst;
  const message = `${who}: ${worst.detail}${inForceWords(worst)}`;
  return condition("False", "Refused", { message, nodes, ...(pointer !== undefined && { pointer }), ...(author !== undefined && { author }) });
}

/** What the proxies have instead. */
function inForceWords({ inForce, heldBackIn }: Blame): string {
  if (inForce === 0) return "; it is in force nowhere until it changes";
  if (inForce !== undefined) return `; revision ${inForce} of it stays in force`;
  return heldBackIn === undefined ? "" : "; the last good version of that resource stays in force";
}

/** The nodes of a group that lack a revision; where none does they are not looked at one by one. */
function behind({ nodes, agreedRevision: least }: GroupPicture, revision: number): readonly FleetNodeStatus[] {
  return least >= revision ? [] : nodes.filter(({ agreedRevision }) => agreedRevision < revision);
}

function namesOf(nodes: readonly FleetNodeStatus[]): readonly string[] {
  return [...new Set(nodes.map(({ node }) => node.id))].slice(0, namedNodes);
}

function condition(status: Condition["status"], reason: string, words: string | Pick<Condition, "message" | "nodes" | "pointer" | "author">): Condition {
  return { type: "Programmed", status, reason, ...(typeof words === "string" ? { message: words } : words) };
}
