import type { Clock } from "../../kit/clock.ts";
import type { Resource, ResourceType } from "../../snapshot/resource.ts";
import type { Snapshots } from "../../snapshot/snapshots.ts";
import type { FollowedView } from "../../snapshot/view.ts";
import type { NodeIdentity } from "../fleet/node-identity.ts";
import type { StreamFacts } from "../fleet/node-table.ts";
import type { Agreement } from "../quarantine/good-versions.ts";
import type { Action } from "../subscription/action.ts";
import { describeStream, isAnswered, isSettled, type TypeStatus } from "../subscription/describe.ts";
import type { DiscoveryRequest, Scope, StreamEvent, Variant } from "../subscription/event.ts";
import { entryInViewTerms, otherwiseInViewTerms, type RefusalWithHeld, refusalInViewTerms } from "../subscription/in-view-terms.ts";
import { type LedgerEntry, ledgerOf } from "../subscription/ledger.ts";
import { nextWake } from "../subscription/next-wake.ts";
import { createState, type StreamState } from "../subscription/state.ts";
import { step } from "../subscription/step.ts";
import { absenceOf } from "./absence.ts";
import { type AgedEntry, agedEntries } from "./aged-ledger.ts";
import { Ages } from "./ages.ts";
import { encodeResponse, type ResponseContext } from "./encode-response.ts";
import type { Outflow } from "./outflow.ts";
import type { Turns } from "./turns.ts";
import { Unanswered } from "./unanswered.ts";

/** What may be on its way to the transport at a time; everything beyond it stays undecided, so that a slow reader gets the newest state. */
const window = { messages: 8, bytes: 262_144 };

/** Where responses go. */
export interface ResponseSink {
  /** Writes one message, which may be in parts; `done` is called when the transport has taken it, subject to the reader's flow control. */
  write(message: readonly Uint8Array[], done: () => void): void;
  /** Sends what was written now, instead of at the end of the turn of the event loop. */
  flush(): void;
  /** The session cannot go on; the stream has to end. */
  fail(error: unknown): void;
}

/** What a session is made with. */
export interface SessionOptions {
  readonly node: NodeIdentity;
  readonly variant: Variant;
  readonly scope: Scope;
  /** Begins nonces; unique among the streams of all replicas. */
  readonly id: string;
  readonly view: FollowedView;
  readonly snapshots: Snapshots;
  readonly sink: ResponseSink;
  readonly clock: Clock;
  /** Name of this replica. */
  readonly replica: string;
  /** When it is this stream's turn. */
  readonly turns: Turns;
  /** What all streams have on their way. */
  readonly outflow: Outflow;
  /** Told what happened, for metrics and the ledger. */
  readonly onAction: (action: Action, session: StreamSession) => void;
  /** Told when it has looked at a change of its view, also one of which nothing had to be sent. */
  readonly onTurn?: (session: StreamSession) => void;
}

/** One stream of one proxy on one view: moves events into the state machine and its messages out, as fast as the transport takes them. */
export class StreamSession {
  readonly options: SessionOptions;
  readonly #stopObserving: () => void;
  readonly #onWay = { messages: 0, bytes: 0 };
  readonly #response: ResponseContext;
  readonly #openedAt: number;
  readonly #unanswered: Unanswered;
  readonly #ages = new Ages();
  #state: StreamState;
  #ended = false;
  /** It has had nothing, or not all, of what it asked for first. */
  #isNew = true;
  /** More may be due than the window let through. */
  #isHeldBack = false;
  #cancelWake: (() => void) | undefined;
  #agreedRevision = 0;
  #description: readonly TypeStatus[] | undefined;

  constructor(options: SessionOptions) {
    this.options = options;
    const { variant, scope, id, view, snapshots, replica } = options;
    this.#response = { variant, identifier: replica, absenceOf: (type, name) => absenceOf(snapshots, type, name) };
    this.#openedAt = options.clock.now();
    this.#unanswered = new Unanswered(variant);
    this.#state = createState({ variant, scope, id, snapshot: view.current });
    this.#stopObserving = view.observe(() => options.turns.changed(this));
  }

  get isNew(): boolean {
    return this.#isNew;
  }

  /** Looks at what has become of the view, and sends what is due. */
  turn(): void {
    this.#guard(() => {
      const hasChanged = this.#state.view !== this.options.view.current;
      if (hasChanged) this.#onView();
      this.#pump();
      if (hasChanged) this.options.onTurn?.(this);
    });
  }

  /** Newest durable revision of which the proxy has, or has refused, everything that concerns it. */
  get agreedRevision(): number {
    if (this.isSettled) this.#agreedRevision = this.options.snapshots.revision;
    return this.#agreedRevision;
  }

  /** Newest revision at which the proxy was last known to have, or to refuse, everything, before what is under way now. */
  get settledRevision(): number {
    return this.#agreedRevision;
  }

  /** The proxy has, or has refused, everything that the view has now. */
  get isSettled(): boolean {
    return this.#state.view === this.options.view.current && isSettled(this.#state);
  }

  /** Where every type stands; made anew only after something has happened. */
  describe(): readonly TypeStatus[] {
    this.#description ??= describeStream(this.#state);
    return this.#description;
  }

  /** How it goes. */
  facts(): StreamFacts {
    return { openedAt: this.#openedAt, unanswered: this.#unanswered.since() };
  }

  /** Where every resource stands. */
  ledger(): Iterable<LedgerEntry> {
    return ledgerOf(this.#state);
  }

  /** The same, with since when. */
  agedLedger(): Iterable<AgedEntry> {
    const { snapshots, view } = this.options;
    return agedEntries(this.ledger(), {
      changes: snapshots.view(view.name).latestChanges(),
      ages: this.#ages,
      openedAt: this.#openedAt,
      sentAt: (type, nonce) => this.#unanswered.sentAt(type, nonce),
    });
  }

  /** Where one resource of the view stands; undefined when the proxy did not ask for it. */
  entry(type: ResourceType, name: string): LedgerEntry | undefined {
    return entryInViewTerms(this.#state, type, name);
  }

  /** A refusal as one of a resource of the view. */
  inViewTerms(refusal: RefusalWithHeld): RefusalWithHeld {
    return refusalInViewTerms(this.#state, refusal);
  }

  /** What the proxy agrees with; good while it is settled. */
  agreement(): Agreement {
    const { view, types } = this.#state;
    return { snapshot: view, revision: this.options.snapshots.revision, types: [...types.keys()], otherwise: otherwiseInViewTerms(this.#state) };
  }

  /** What the proxy should have by this name. */
  resource(type: ResourceType, name: string): Resource | undefined {
    return this.#state.snapshot.types[type].get(name);
  }

  /** The proxy spoke. */
  take(request: DiscoveryRequest): void {
    this.#guard(() => {
      this.#feed({ kind: "request", at: this.#now(), request });
      if (this.#isNew) this.options.turns.joins(this);
      else this.#pump();
    });
  }

  /** Sends what the proxy refuses of this name once more. */
  retry({ type, name }: { readonly type: ResourceType; readonly name: string }): void {
    this.#guard(() => {
      this.#feed({ kind: "retry", at: this.#now(), type, name });
      this.#pump();
    });
  }

  /** The stream is over. */
  end(): void {
    this.#ended = true;
    this.#stopObserving();
    this.options.turns.leave(this);
    this.options.outflow.leave(this);
    this.#cancelWake?.();
  }

  #onView(): void {
    const { view } = this.options;
    if (isSettled(this.#state)) this.#agreedRevision = Math.max(this.#agreedRevision, this.#state.snapshot.revision);
    this.#feed({ kind: "view", at: this.#now(), snapshot: view.current, changes: view.changesSince(this.#state.view) });
  }

  /** One poll a message, until nothing is due or the window is full. */
  #pump(): void {
    this.#isHeldBack = false;
    const { messages } = this.#onWay;
    while (!this.#ended && !this.#state.isQuiet && this.#hasRoom() && this.options.outflow.admits(this)) {
      if (!this.#feed({ kind: "poll", at: this.#now() })) break;
    }
    if (this.#onWay.messages > messages) this.options.sink.flush();
    this.#isNew &&= !isSettled(this.#state) || !hasAsked(this.#state);
    this.#schedule();
  }

  #hasRoom(): boolean {
    this.#isHeldBack = this.#onWay.messages >= window.messages || this.#onWay.bytes >= window.bytes;
    return !this.#isHeldBack;
  }

  /** Answers whether something was sent. */
  #feed(event: StreamEvent): boolean {
    const { state, actions } = step(this.#state, event);
    this.#state = state;
    this.#description = undefined;
    let isSent = false;
    for (const action of actions) {
      this.#unanswered.onAction(action, this.options.clock.now());
      if (action.kind === "acked" || action.kind === "nacked") this.#noteAge(action.type);
      if (action.kind === "send") {
        isSent = true;
        this.#write(encodeResponse(action.message, this.#response));
      }
      this.options.onAction(action, this);
    }
    return isSent;
  }

  #noteAge(type: ResourceType): void {
    const ts = this.#state.types.get(type);
    if (ts !== undefined && isAnswered(ts)) this.#ages.note(type, { position: this.#state.view.position, at: this.options.clock.now() });
  }

  #write(message: readonly Uint8Array[]): void {
    const bytes = message.reduce((sum, { length }) => sum + length, 0);
    this.#onWay.messages += 1;
    this.#onWay.bytes += bytes;
    this.options.outflow.wrote(this, bytes);
    this.options.sink.write(message, () => {
      this.#onWay.messages -= 1;
      this.#onWay.bytes -= bytes;
      if (this.#ended) return;
      this.options.outflow.taken(this, bytes);
      if (!this.#isHeldBack) return;
      if (this.#isNew) this.options.turns.joins(this);
      else this.#guard(() => this.#pump());
    });
  }

  #schedule(): void {
    this.#cancelWake?.();
    const at = this.#ended ? undefined : nextWake(this.#state);
    this.#cancelWake = at === undefined ? undefined : this.options.clock.schedule(Math.max(1, at - this.#now()), () => this.#guard(() => this.#pump()));
  }

  #now(): number {
    return this.options.clock.monotonic();
  }

  /** A mistake on one stream ends that stream, and no other. */
  #guard(task: () => void): void {
    if (this.#ended) return;
    try {
      task();
    } catch (error) {
      this.end();
      this.options.sink.fail(error);
    }
  }
}

/** Envoy asks for its types one after the other; with clusters and listeners it has begun to serve. */
function hasAsked({ scope, types }: StreamState): boolean {
  return scope === "ads" ? types.has("cluster") && types.has("listener") : types.size > 0;
}
