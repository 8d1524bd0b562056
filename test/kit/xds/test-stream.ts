import type { Action, Message } from "../../../src/discovery/subscription/action.ts";
import type { DeltaRequest, Scope, SotwRequest, StreamEvent, Variant } from "../../../src/discovery/subscription/event.ts";
import { createState, type StreamState } from "../../../src/discovery/subscription/state.ts";
import { step } from "../../../src/discovery/subscription/step.ts";
import type { Resource, ResourceType } from "../../../src/snapshot/resource.ts";
import { createSnapshots } from "../../../src/snapshot/snapshots.ts";

/** One stream without a network: events in, actions out. */
export class TestStream {
  readonly #snapshots = createSnapshots();
  state: StreamState;
  at = 0;

  constructor(variant: Variant = "delta", scope: Scope = "ads") {
    this.state = createState({ variant, scope, id: "s-", snapshot: this.#snapshots.view("v").current });
  }

  feed(event: StreamEvent): readonly Action[] {
    const result = step(this.state, event);
    this.state = result.state;
    return result.actions;
  }

  set(...resources: readonly Resource[]): void {
    this.change(resources.map((resource) => [resource.type, resource.name, resource]));
  }

  change(changes: readonly (readonly [type: ResourceType, name: string, resource: Resource | undefined])[]): void {
    const from = this.state.view;
    this.#snapshots.apply({ revision: this.#snapshots.revision + 1, changes: changes.map(([type, name, resource]) => ({ view: "v", type, name, resource })) });
    const view = this.#snapshots.view("v");
    this.feed({ kind: "view", at: this.at, snapshot: view.current, changes: view.changesSince(from) });
  }

  ask(type: ResourceType, request: Partial<DeltaRequest> = {}): readonly Action[] {
    return this.feed({
      kind: "request",
      at: this.at,
      request: { kind: "delta", type, subscribe: [], unsubscribe: [], initialVersions: new Map(), nonce: "", error: undefined, ...request },
    });
  }

  /** The same in the state of the world. */
  askSotw(type: ResourceType, request: Partial<SotwRequest> = {}): readonly Action[] {
    return this.feed({ kind: "request", at: this.at, request: { kind: "sotw", type, names: [], version: "", nonce: "", error: undefined, ...request } });
  }

  poll(): readonly Action[] {
    return this.feed({ kind: "poll", at: this.at });
  }

  /** Everything that goes out now. */
  sent(): readonly Message[] {
    const messages: Message[] = [];
    for (;;) {
      const action = this.poll().find(({ kind }) => kind === "send");
      if (action?.kind !== "send") return messages;
      messages.push(action.message);
    }
  }

  /** What goes out now, a line a response: type, names, and names that are taken away. */
  lines(): readonly string[] {
    return this.sent().map(lineOf);
  }

  /** The same, taken. */
  taken(): readonly string[] {
    const messages = this.sent();
    this.ack(messages);
    return messages.map(lineOf);
  }

  ack(messages: readonly Message[]): void {
    for (const { type, nonce } of messages) this.ask(type, { nonce });
  }

  /** Refuses a response; in the client's words. */
  nack(message: Message | undefined, error = "no"): readonly Action[] {
    if (message === undefined) throw new Error("There is no response to refuse");
    return this.ask(message.type, { nonce: message.nonce, error });
  }
}

function lineOf({ type, resources, removed, heartbeats }: Message): string {
  return [type, ...resources.map(({ name }) => name), ...removed.map((name) => `-${name}`), ...heartbeats.map(({ name }) => `${name}*`)].join(" ");
}
