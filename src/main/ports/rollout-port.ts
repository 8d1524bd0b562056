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
  /** When the proxies of this replica have had the time to come back to it; monotonic, milliseconds. Until then nobody knows who is missing. */
  readonly settlesAt: number;
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
    rollout: async (request) => {
      const { keys, revision } = request;
      const waiting = { ...options, now: () => standingOf(keys, options), isDone: (standing: Standing) => isDone(standing, revision) };
      return rolloutOf(await waitUntilDone(request, waiting), revision);
    },
    revisionRollout: (request) => waitForRevision(request, options),
  };
}

/** Where a revision stands that may not be the newest. */
async function waitForRevision(request: RolloutRequest, options: RolloutPortOptions): Promise<RevisionRollout> {
  const { keys, revision } = request;
  const superseded = (): readonly ObjectKey[] => keys.filter((key) => (options.revisionOf(key) ?? 0) > revision);
  const isLive = (standing: Standing): boolean => {
    return isDone(standing, revision) && !standing.lacksProxies && options.clock.monotonic() >= options.settlesAt;
  };
  const now = (): NodeStanding => revisionStanding(keys, { ...options, superseded: superseded() });
  const standing = await waitUntilDone(request, { ...options, now, isDone: isLive });
  const rollout = rolloutOf(standing, revision);
  return { ...rollout, live: isLive(standing) && rollout.refused.length === 0, superseded: superseded() };
}

interface Waiting {
  readonly now: () => NodeStanding;
  readonly isDone: (standing: Standing) => boolean;
}

/**
 * Nodes that are connected decide; those that left a moment ago are shown as pending and not waited for. While it is being found out
 * who is to blame for a refusal, the answer waits. A replica that is gone is waited for until its lease ends.
 */
async function waitUntilDone(request: RolloutRequest, options: RolloutPortOptions & Waiting): Promise<Standing> {
  const { revision, timeoutMs, signal } = request;
  const question = options.replicas.ask(revision);
  const now = (): Standing => ({ ...options.now(), replicas: options.replicas.standing(question) });
  const wantsToWait = timeoutMs > 0;
  const isOver = (): boolean => (wantsToWait ? options.isDone(now()) : now().replicas.isComplete);
  await until(isOver, { ...options, timeoutMs: wantsToWait ? timeoutMs : answerMs, signal });
  return now();
}

type UntilOptions = Pick<RolloutPortOptions, "fleet" | "replicas" | "clock" | "settlesAt"> & Pick<RolloutRequest, "timeoutMs" | "signal">;

function until(isOver: () => boolean, { fleet, replicas, clock, settlesAt, timeoutMs, signal }: UntilOptions): Promise<void> {
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
    const settlesIn = Math.max(0, settlesAt - clock.monotonic());
    const ends = [fleet.onChange(look), replicas.onChange(look), clock.schedule(settlesIn, look), clock.schedule(timeoutMs, finish)];
    signal.addEventListener("abort", finish, { once: true });
  });
}

/** The nodes that a change reaches, and what is to be said against it. */
interface NodeStanding {
  readonly nodes: readonly FleetNodeStatus[];
  readonly blames: readonly Blame[];
  /** It reaches proxies by what is written, and none of them is connected: that nobody lacks it says nothing then. */
  readonly lacksProxies: boolean;
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
  const lacksProxies = groups.size > 0 && !nodes.some(({ state }) => state === "connected");
  return { nodes, blames: keys.flatMap((key) => blamesOn(key, refusing)), lacksProxies };
}

/** What was changed again since is not about the revision. */
function revisionStanding(keys: readonly ObjectKey[], options: RolloutPortOptions & { readonly superseded: readonly ObjectKey[] }): NodeStanding {
  const current = keys.filter((key) => !options.superseded.includes(key));
  return { ...standingOf(keys, options), blames: standingOf(current, options).blames };
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
