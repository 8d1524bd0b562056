import type {
  Condition,
  ExplainRequest,
  Explanation,
  FleetNode,
  FleetNodeDetail,
  FleetPort,
  ListedQuarantine,
  NodeWish,
  RevisionRollout,
  Rollout,
  RolloutRequest,
  ServiceLoad,
  WriteProblems,
} from "../../../src/admin/port/fleet.ts";
import { keyText, type ObjectKey } from "../../../src/model/object/object.ts";
import type { ObjectChange } from "../../../src/store/store.ts";

/** Nobody decides with each request. */
export const noReplicas = { acked: 0, pending: [] };

const noLoad = { name: "", issued: 0, succeeded: 0, failed: 0, inProgress: 0, dropped: 0, issuedPerSecond: 0 };

/** A fleet whose answers a test sets. By default every object is accepted, nothing is refused and no proxy is there. */
export class FakeFleet implements FleetPort {
  readonly statuses = new Map<string, readonly Condition[]>();
  readonly rollouts: RolloutRequest[] = [];
  readonly asked: ExplainRequest[] = [];
  readonly known: FleetNodeDetail[] = [];
  readonly wishes: NodeWish[] = [];
  /** How often the nodes were asked for. */
  listed = 0;
  check: (changes: readonly ObjectChange[]) => readonly WriteProblems[] = () => [];
  told: (changes: readonly ObjectChange[]) => readonly string[] = () => [];
  superseded: readonly ObjectKey[] = [];
  heldBack: readonly ListedQuarantine[] = [];
  inForce: (key: ObjectKey) => readonly ObjectKey[] = () => [];
  rolledOut: Rollout = { acked: 2, pending: [], refused: [], replicas: noReplicas };
  readonly loads = new Map<string, ServiceLoad>();
  explanation: Explanation = { outcome: "no-listener", summary: "No listener on port 80", steps: [], clusters: [] };

  conditions(key: ObjectKey): readonly Condition[] {
    return this.statuses.get(keyText(key)) ?? [{ type: "Accepted", status: "True", reason: "Accepted", message: "" }];
  }

  checkWrite(changes: readonly ObjectChange[]): readonly WriteProblems[] {
    return this.check(changes);
  }

  referrersInForce(key: ObjectKey): readonly ObjectKey[] {
    return this.inForce(key);
  }

  notices(changes: readonly ObjectChange[]): readonly string[] {
    return this.told(changes);
  }

  rollout(request: RolloutRequest): Promise<Rollout> {
    this.rollouts.push(request);
    return Promise.resolve(this.rolledOut);
  }

  revisionRollout(request: RolloutRequest): Promise<RevisionRollout> {
    this.rollouts.push(request);
    const { acked, pending, refused, replicas } = this.rolledOut;
    return Promise.resolve({
      ...this.rolledOut,
      live: acked > 0 && pending.length + refused.length + replicas.pending.length === 0,
      superseded: this.superseded,
    });
  }

  nodes(): Promise<readonly FleetNode[]> {
    this.listed += 1;
    return Promise.resolve(this.known);
  }

  node(id: string, wish: NodeWish): Promise<FleetNodeDetail | undefined> {
    this.wishes.push(wish);
    return Promise.resolve(this.known.find((node) => node.id === id));
  }

  load(service: string): ServiceLoad {
    return this.loads.get(service) ?? { windowMs: 0, total: noLoad, zones: [], nodes: [] };
  }

  quarantines(): readonly ListedQuarantine[] {
    return this.heldBack;
  }

  explain(request: ExplainRequest): Explanation {
    this.asked.push(request);
    return this.explanation;
  }
}
