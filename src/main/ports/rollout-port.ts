import type { FleetPort, Refusal, RevisionRollout, Rollout, RolloutRequest } from "../../admin/port/fleet.ts";
import type { FleetNodeStatus } from "../../discovery/fleet/fleet-node-status.ts";
import type { ReplicaSummaries } from "../../discovery/fleet/replica-summaries.ts";
import type { Clock } from "../../kit/clock.ts";
import type { ObjectKey } from "../../model/object/object.ts";
import type { Blame } from "../quarantine/blames.ts";
import type { ReplicaAnswers, ReplicaStanding } from "../replicas/replica-answers.ts";

/** How long replicas have for an answer where nobody wants to wait: only they can tell. */
const answerMs = 500;

/** What rollouts are computed from. */
export interface RolloutPortOptions {
  /** The nodes of all replicas. */
  readonly fleet: Pick<ReplicaSummaries, "list" | "onChange">;
  /** Those that decide with each request. */
  readonly replicas: Pick<ReplicaAnswers, "ask" | "standing" | "onChange">;
  readonly clock: Clock;
  /** The node groups that an object reaches. */
  readonly groupsOf: (key: ObjectKey) => readonly string[];
  /** Revision of an object as it is written now; undefined: it does not exist. */
  readonly revisionOf: (key: ObjectKey) => number | undefined;
  /** The refusals that an object is, or may be, to blame for, as these nodes say. */
  readonly blamesOn: (key: ObjectKey, nodes: readonly FleetNodeStatus[]) => readonly Blame[];
}

/** Where changes stand, from what all replicas say of their streams and from what is in quarantine. */
export function createRolloutPort(options: RolloutPortOptions): Pick<FleetPort, "rollout" | "revisionRollout"> {
  return {
    rollout: async (request) => rolloutOf(await waitUntilDone(request, { ...options, now: () => standingOf(request.keys, options) }), request.revision),
    revisionRollout: (request) => waitForRevision(request, options),
  };
}

/** Where a revision stands that may not be the newest. */
async function waitForRevision(request: RolloutRequest, options: RolloutPortOptions): Promise<RevisionRollout> {
  const { keys, revision } = request;
  const superseded = (): readonly ObjectKey[] => keys.filter((key) => (options.revisionOf(key) ?? 0) > revision);
  const standing = await waitUntilDone(request, { ...options, now: () => revisionStanding(keys, { ...options, superseded: superseded() }) });
  const rollout = rolloutOf(standing, revision);
  return { ...rollout, live: isDone(standing, revision) && rollout.refused.length === 0, superseded: superseded() };
}

/**
 * Nodes that are connected decide; those that left a moment ago are shown as pending and not waited for. While it is being found out
 * who is to blame for a refusal, the answer waits. A replica that is gone is waited for until its lease ends.
 */
async function waitUntilDone(request: RolloutRequest, options: RolloutPortOptions & { readonly now: () => NodeStanding }): Promise<Standing> {
  const { revision, timeoutMs, signal } = request;
  const question = options.replicas.ask(revision);
  const now = (): Standing => ({ ...options.now(), replicas: options.replicas.standing(question) });
  const wantsToWait = timeoutMs > 0;
  const isOver = (): boolean => (wantsToWait ? isDone(now(), revision) : now().replicas.isComplete);
  await until(isOver, { ...options, timeoutMs: wantsToWait ? timeoutMs : answerMs, signal });
  return now();
}

type UntilOptions = Pick<RolloutPortOptions, "fleet" | "replicas" | "clock"> & Pick<RolloutRequest, "timeoutMs" | "signal">;

function until(isOver: () => boolean, { fleet, replicas, clock, timeoutMs, signal }: UntilOptions): Promise<void> {
  if (isOver() || signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const finish = (): void => {
      for (const end of ends) end();
      signal.removeEventListener("abort", finish);
      resolve();
    };
    const look = (): void => {
      if (isOver()) finish();
    };
    const ends = [fleet.onChange(look), replicas.onChange(look), clock.schedule(timeoutMs, finish)];
    signal.addEventListener("abort", finish, { once: true });
  });
}

/** The nodes that a change reaches, and what is to be said against it. */
interface NodeStanding {
  readonly nodes: readonly FleetNodeStatus[];
  readonly blames: readonly Blame[];
}

/** The same, and who decides by it. */
interface Standing extends NodeStanding {
  readonly replicas: ReplicaStanding;
}

/** What an object reached that is gone is not known, so every proxy counts. */
function standingOf(keys: readonly ObjectKey[], { fleet, groupsOf, revisionOf, blamesOn }: RolloutPortOptions): NodeStanding {
  const groups = new Set(keys.flatMap(groupsOf));
  const isGone = keys.some((key) => revisionOf(key) === undefined);
  const nodes = fleet.list().filter(({ state, group }) => state !== "denied" && (isGone || (group !== undefined && groups.has(group))));
  const refusing = nodes.filter(({ refused }) => refused.length > 0);
  return { nodes, blames: keys.flatMap((key) => blamesOn(key, refusing)) };
}

/** What was changed again since is not about the revision. */
function revisionStanding(keys: readonly ObjectKey[], options: RolloutPortOptions & { readonly superseded: readonly ObjectKey[] }): NodeStanding {
  const current = keys.filter((key) => !options.superseded.includes(key));
  return { nodes: standingOf(keys, options).nodes, blames: standingOf(current, options).blames };
}

function isDone({ nodes, blames, replicas }: Standing, revision: number): boolean {
  const hasEach = nodes.every(({ state, agreedRevision }) => state !== "connected" || agreedRevision >= revision);
  return hasEach && blames.every(({ verdict }) => verdict !== "open") && replicas.isComplete;
}

function rolloutOf({ nodes, blames, replicas }: Standing, revision: number): Rollout {
  const refused: Refusal[] = [];
  const pending: string[] = [];
  let acked = 0;
  for (const status of nodes) {
    const own = blames.flatMap((blame) => refusalOf(status, blame));
    refused.push(...own);
    if (status.state !== "connected" || status.agreedRevision < revision) pending.push(status.node.id);
    else if (own.length === 0) acked += 1;
  }
  return { acked, pending, refused, replicas: { acked: replicas.acked, pending: replicas.pending } };
}

/** A node that did not refuse it itself does without it, where it is held back for all. */
function refusalOf({ node, view }: FleetNodeStatus, { nodes, heldBackIn, resource, detail }: Blame): readonly Refusal[] {
  const what = { node: node.id, type: resource?.type ?? "", resource: resource?.name ?? "" };
  if (nodes.includes(node.id)) return [{ ...what, message: detail }];
  return heldBackIn === view && view !== undefined ? [{ ...what, message: `Held back, because proxy ${nodes[0] ?? "unknown"} refuses it: ${detail}` }] : [];
}
