import type { Message } from "../../../src/discovery/subscription/action.ts";
import { describeStream } from "../../../src/discovery/subscription/describe.ts";
import { nextWake } from "../../../src/discovery/subscription/next-wake.ts";
import { createState, type StreamState } from "../../../src/discovery/subscription/state.ts";
import { type Step, step } from "../../../src/discovery/subscription/step.ts";
import type { Resource, ResourceType } from "../../../src/snapshot/resource.ts";
import { createSnapshots, type Snapshots } from "../../../src/snapshot/snapshots.ts";
import { flawOf } from "./model-envoy.ts";
import { modelView } from "./model-fleet.ts";
import { ModelHosts } from "./model-hosts.ts";

type Order = Parameters<ModelHosts["connect"]>[0];

/** The state machine and a client of virtual hosts with a network between them, moved by hand. */
export class HostNetwork {
  readonly client = new ModelHosts();
  /** Everything that went over the wire, on all streams. */
  readonly messages: Message[] = [];
  readonly #snapshots: Snapshots = createSnapshots();
  readonly #toClient: Message[] = [];
  #state: StreamState;
  #streams = 0;
  #at = 0;
  #revision = 0;

  constructor() {
    this.#snapshots.apply({ revision: 0, changes: [] });
    this.#state = this.#newState();
    this.client.connect(["cluster", "route"]);
  }

  get state(): StreamState {
    return this.#state;
  }

  /** Sets one resource, made of a number that no other has, or removes it. */
  set(type: ResourceType, name: string, make: (version: number) => Resource | undefined): void {
    this.#revision += 1;
    const from = this.#state.view;
    this.#snapshots.apply({ revision: this.#revision, changes: [{ view: modelView, type, name, resource: make(this.#revision) }] });
    const view = this.#snapshots.view(modelView);
    this.#feed(step(this.#state, { kind: "view", at: this.#at, snapshot: view.current, changes: view.changesSince(from) }));
  }

  reconnect(order: Order): void {
    this.#toClient.length = 0;
    this.#state = this.#newState();
    this.client.connect(order);
  }

  /** The server gets the next request. */
  server(): boolean {
    const request = this.client.outbox.shift();
    if (request === undefined) return false;
    this.#feed(step(this.#state, { kind: "request", at: this.#at, request: structuredClone(request) }));
    return true;
  }

  /** The client gets the next response. */
  deliver(): boolean {
    const message = this.#toClient.shift();
    if (message !== undefined) this.client.take(message);
    return message !== undefined;
  }

  /** The transport takes one more message. */
  poll(): boolean {
    const before = this.messages.length;
    this.#feed(step(this.#state, { kind: "poll", at: this.#at }));
    return this.messages.length > before;
  }

  /** Moves everything until nothing moves any more, and lets as much time pass as the machine asks for; throws when that does not end. */
  settle(): void {
    for (let moves = 0; moves < 5000; moves++) {
      if (this.server() || this.poll() || this.deliver()) continue;
      const wake = nextWake(this.#state);
      if (wake === undefined) return;
      this.#at = Math.max(this.#at + 1, wake);
    }
    throw new Error("The exchange does not end");
  }

  /** What counts as refused. */
  refusedNames(): readonly string[] {
    return describeStream(this.#state)
      .flatMap(({ refused }) => refused.map(({ name }) => name))
      .sort();
  }

  /** What the client was to have and cannot take. */
  badNames(): readonly string[] {
    const { route, "virtual-host": hosts } = this.#state.snapshot.types;
    const isSent = (name: string): boolean => route.get(name.slice(0, name.lastIndexOf("/")))?.hosts === "pushed" || this.client.asked.has(name);
    return [...hosts.values()]
      .filter((resource) => flawOf(resource) !== undefined && isSent(resource.name))
      .map(({ name }) => name)
      .sort();
  }

  #newState(): StreamState {
    this.#streams += 1;
    return createState({ variant: "delta", scope: "ads", id: `${this.#streams}-`, snapshot: this.#snapshots.view(modelView).current });
  }

  #feed({ state, actions }: Step): void {
    this.#state = state;
    for (const action of actions) {
      if (action.kind !== "send") continue;
      this.messages.push(action.message);
      this.#toClient.push(action.message);
    }
  }
}
