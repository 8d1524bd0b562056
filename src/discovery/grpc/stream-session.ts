import type { Clock } from "../../kit/clock.ts";
import type { Logger } from "../../kit/telemetry.ts";
import type { ResourceType } from "../../snapshot/resource.ts";
import type { Snapshots } from "../../snapshot/snapshots.ts";
import type { View } from "../../snapshot/view.ts";
import type { NodeIdentity } from "../fleet/node-identity.ts";
import type { Action } from "../subscription/action.ts";
import { describeStream, type TypeStatus } from "../subscription/describe.ts";
import type { DiscoveryRequest, Scope, Variant } from "../subscription/event.ts";
import { nextWake } from "../subscription/next-wake.ts";
import { createState, type StreamState } from "../subscription/state.ts";
import { type Step, step } from "../subscription/step.ts";
import { encodeResponse } from "./encode-response.ts";

/** Where responses go. */
export interface ResponseSink {
  /** False when the transport takes no more for now; `onDrain` then follows. */
  write(bytes: Buffer): boolean;
}

/** What a session is made with. */
export interface SessionOptions {
  readonly node: NodeIdentity;
  readonly variant: Variant;
  readonly scope: Scope;
  /** Begins nonces; unique among the streams of all replicas. */
  readonly id: string;
  readonly view: View;
  readonly snapshots: Snapshots;
  readonly sink: ResponseSink;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Name of this replica. */
  readonly replica: string;
  /** Told what happened, for metrics and the ledger. */
  readonly onAction: (action: Action, session: StreamSession) => void;
}

/** One stream of one proxy on one view: moves events into the state machine and its messages out, as fast as the transport takes them. */
export class StreamSession {
  readonly options: SessionOptions;
  #state: StreamState;
  #writable = true;
  #ended = false;
  #cancelWake: (() => void) | undefined;
  readonly #stopObserving: () => void;
  #agreedRevision = 0;

  constructor(options: SessionOptions) {
    this.options = options;
    this.#state = createState({ variant: options.variant, scope: options.scope, id: options.id, snapshot: options.view.current });
    this.#stopObserving = options.view.observe(() => this.#onView());
  }

  /** Newest durable revision of which the proxy has, or has refused, everything that concerns it. */
  get agreedRevision(): number {
    if (this.#isSettled()) this.#agreedRevision = this.options.snapshots.revision;
    return this.#agreedRevision;
  }

  /** Newest revision at which the proxy was last known to have, or to refuse, everything, before what is under way now. */
  get settledRevision(): number {
    return this.#agreedRevision;
  }

  /** Where every type stands. */
  describe(): readonly TypeStatus[] {
    return describeStream(this.#state);
  }

  /** The proxy spoke. */
  take(request: DiscoveryRequest): void {
    this.#feed(step(this.#state, { kind: "request", at: this.options.clock.monotonic(), request }));
    this.#pump();
  }

  /** The transport takes more again. */
  onDrain(): void {
    this.#writable = true;
    this.#pump();
  }

  /** The stream is over. */
  end(): void {
    this.#ended = true;
    this.#stopObserving();
    this.#cancelWake?.();
  }

  #onView(): void {
    const { view, clock } = this.options;
    if (this.#isSettled()) this.#agreedRevision = this.#state.snapshot.revision;
    const changes = view.changesSince(this.#state.snapshot);
    this.#feed(step(this.#state, { kind: "view", at: clock.monotonic(), snapshot: view.current, changes }));
    this.#pump();
  }

  /** One poll a message, until nothing is due or the transport is full: a slow reader is sent the newest state, not a queue of old ones. */
  #pump(): void {
    while (this.#writable && !this.#ended) {
      const { actions } = this.#feed(step(this.#state, { kind: "poll", at: this.options.clock.monotonic() }));
      if (!actions.some(({ kind }) => kind === "send")) break;
    }
    this.#schedule();
  }

  #feed(result: Step): Step {
    this.#state = result.state;
    for (const action of result.actions) {
      if (action.kind === "send") this.#writable = this.options.sink.write(encodeResponse(action.message, this.options.variant, this.options.replica));
      this.options.onAction(action, this);
    }
    return result;
  }

  #schedule(): void {
    this.#cancelWake?.();
    this.#cancelWake = undefined;
    const at = this.#ended ? undefined : nextWake(this.#state);
    if (at === undefined) return;
    const { clock } = this.options;
    this.#cancelWake = clock.schedule(Math.max(1, at - clock.monotonic()), () => this.#pump());
  }

  #isSettled(): boolean {
    return this.#state.snapshot === this.options.view.current && this.describe().every(({ pending }) => pending.length === 0);
  }
}

/** Types that a stream carries. */
export function carries(scope: Scope, type: ResourceType): boolean {
  return scope === "ads" || scope === type;
}
