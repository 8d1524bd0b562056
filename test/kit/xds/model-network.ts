import type { Message, Refusal } from "../../../src/discovery/subscription/action.ts";
import type { DiscoveryRequest, Variant } from "../../../src/discovery/subscription/event.ts";
import { nextWake } from "../../../src/discovery/subscription/next-wake.ts";
import { createState, type StreamState } from "../../../src/discovery/subscription/state.ts";
import { type Step, step } from "../../../src/discovery/subscription/step.ts";
import { createSnapshots, type Snapshots } from "../../../src/snapshot/snapshots.ts";
import { ModelEnvoy } from "./model-envoy.ts";
import { type ModelEdit, ModelFleet, modelView } from "./model-fleet.ts";

/** The state machine and a model Envoy with a network between them, moved by hand; checks after every move that no request could fail. */
export class ModelNetwork {
  readonly fleet = new ModelFleet();
  readonly envoy: ModelEnvoy;
  readonly refusals: Refusal[] = [];
  /** Everything that went over the wire, on all streams. */
  readonly messages: Message[] = [];
  readonly problems: string[] = [];
  readonly #variant: Variant;
  readonly #snapshots: Snapshots = createSnapshots({ journalLimit: 3 });
  readonly #toClient: Message[] = [];
  readonly #overdue = new Set<string>();
  #state: StreamState;
  #streams = 0;
  #at = 0;
  #revision = 0;
  /** What the protocol cannot keep from happening; in the state of the world nobody can tell what a client that comes back has. */
  #isExempt = false;

  constructor(variant: Variant) {
    this.#variant = variant;
    this.envoy = new ModelEnvoy(variant);
    this.#snapshots.apply({ revision: 0, changes: [] });
    this.#state = this.#newState();
    this.envoy.connect();
  }

  edit(edits: readonly ModelEdit[]): void {
    this.#revision += 1;
    const from = this.#state.view;
    this.#snapshots.apply({ revision: this.#revision, changes: this.fleet.edit(edits) });
    const view = this.#snapshots.view(modelView);
    this.#feed(step(this.#state, { kind: "view", at: this.#at, snapshot: view.current, changes: view.changesSince(from) }));
  }

  /** The transport takes one more message. */
  poll(): boolean {
    // A client that takes longer than a hold to ask for its clusters gets its routes without them.
    for (const ts of this.#state.types.values()) this.#isExempt ||= ts.holdUntil !== undefined && ts.holdUntil <= this.#at;
    // So does one whose requests are that far apart with removals.
    const { removalsFrom } = this.#state;
    this.#isExempt ||= removalsFrom > 0 && removalsFrom <= this.#at && this.envoy.outbox.length > 0;
    const before = this.#toClient.length;
    this.#feed(step(this.#state, { kind: "poll", at: this.#at }));
    return this.#toClient.length > before;
  }

  deliverToServer(): boolean {
    const request = this.envoy.outbox.shift();
    if (request === undefined) return false;
    this.#feed(step(this.#state, { kind: "request", at: this.#at, request: copy(request) }));
    return true;
  }

  deliverToClient(): boolean {
    const message = this.#toClient.shift();
    if (message === undefined) return false;
    this.envoy.take(message, this.#at);
    this.#checkSafety(`after ${message.type} ${message.nonce}`);
    return true;
  }

  /** Time passes while nothing moves; what Envoy misses by that is nobody's fault. */
  stall(ms: number, slowDone: boolean): void {
    this.envoy.excuse(ms);
    this.#pass(ms, slowDone);
  }

  reconnect(): void {
    this.#toClient.length = 0;
    this.#state = this.#newState();
    // A client that warms clusters asks for them last: until then nobody knows what it has.
    this.#isExempt ||= this.#variant === "sotw" || this.envoy.isWarming();
    this.envoy.connect();
  }

  /** Moves everything until nothing moves any more; throws when that does not end. */
  drain(): void {
    for (let moves = 0; moves < 5000; moves++) {
      if (!this.deliverToServer() && !this.poll() && !this.deliverToClient()) return;
    }
    throw new Error("The exchange does not end");
  }

  /** Drains, and lets as much time pass as the machine asks for. */
  settle(): void {
    for (let waits = 0; waits < 50; waits++) {
      this.drain();
      const wake = nextWake(this.#state);
      if (wake === undefined && !this.envoy.isWarming()) {
        this.#isExempt = false;
        return;
      }
      this.#pass(wake === undefined ? 1000 : Math.max(0, wake - this.#at), true);
    }
    throw new Error("The exchange does not settle");
  }

  #pass(ms: number, slowDone: boolean): void {
    this.#at += ms;
    this.envoy.tick(this.#at, slowDone);
  }

  get state(): StreamState {
    return this.#state;
  }

  #newState(): StreamState {
    this.#streams += 1;
    return createState({ variant: this.#variant, scope: "ads", id: `${this.#streams}-`, snapshot: this.#snapshots.view(modelView).current });
  }

  #feed({ state, actions }: Step): void {
    this.#state = state;
    for (const action of actions) {
      if (action.kind === "refused") this.refusals.push(action.refusal);
      if (action.kind === "overdue") for (const cluster of action.clusters) this.#overdue.add(cluster);
      if (action.kind !== "send") continue;
      this.messages.push(action.message);
      this.#toClient.push(action.message);
    }
  }

  /** Every route in force leads to clusters that are there and ready. */
  #checkSafety(when: string): void {
    if (this.#isExempt) return;
    const names = new Set([...this.envoy.listeners.values()].flatMap((listener) => [...(listener.references().route ?? [])]));
    for (const name of names) {
      for (const cluster of this.envoy.routes.get(name)?.references().cluster ?? []) {
        if (!this.#isServed(cluster)) this.problems.push(`${when}: route ${name} leads to cluster ${cluster}, which is not there`);
      }
    }
  }

  #isServed(name: string): boolean {
    const cluster = this.envoy.clusters.get(name);
    if (cluster?.active !== undefined) return true;
    // A cluster that was refused, a slow one that was waited for long enough, or one whose endpoints are refused, is nobody's failure here.
    return this.envoy.refused.has(name) || this.#overdue.has(name) || this.refusals.some((refusal) => refusal.name === name);
  }
}

function copy(request: DiscoveryRequest): DiscoveryRequest {
  return structuredClone(request);
}
