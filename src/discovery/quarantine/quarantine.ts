import type { Clock, Random } from "../../kit/clock.ts";
import type { SealKey } from "../../kit/seal.ts";
import type { Logger } from "../../kit/telemetry.ts";
import type { FollowedView, View } from "../../snapshot/view.ts";
import type { Store } from "../../store/store.ts";
import type { Action } from "../subscription/action.ts";
import type { AttributionPort } from "./attribution.ts";
import { Contest } from "./contest.ts";
import { GoodVersions } from "./good-versions.ts";
import { Keeper } from "./keeper.ts";
import { Lifter } from "./lifter.ts";
import { NodeViews } from "./node-views.ts";
import type { OtherNodes } from "./other-nodes.ts";
import type { PlansPort } from "./plans-port.ts";
import { type LedgerStream, Proxies } from "./proxies.ts";
import { type HeldResource, type QuarantineChanges, type QuarantineTable, refusalIn } from "./quarantine-table.ts";
import { RefusalInbox } from "./refusal-inbox.ts";
import { Resumer } from "./resumer.ts";
import { Retrier } from "./retrier.ts";
import { Trials } from "./trials.ts";

/** Proxies that agree within this time of each other are looked at together, milliseconds: a change is taken by all of them at once. */
const sweepDelayMs = 50;

/** What the quarantine of one replica is made with. */
export interface QuarantineOptions {
  readonly store: Pick<Store, "putRecord" | "deleteRecord">;
  /** Fed by the store's watch, before the views. */
  readonly table: QuarantineTable;
  readonly attribution: AttributionPort;
  readonly others: OtherNodes;
  readonly plans: PlansPort;
  readonly sealKey: SealKey;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
}

/**
 * What becomes of refusals: they are collected from the streams, decided on, written as records that every replica obeys, and lifted by
 * what proxies take afterwards.
 *
 * ```
 *  streams ── refused ──▶ inbox ──▶ keeper ──▶ records ──▶ table ──▶ gate, objects held back ──▶ views ──▶ streams
 *     │                               ▲ │                    │
 *     │                        verdicts │ who caused it?     └─▶ node views ──▶ streams of single nodes
 *     ├── answers to trials ────────▶ trials
 *     └── agreed ──▶ good versions ──▶ lifter ──▶ records
 * ```
 */
export class Quarantine {
  readonly #views: NodeViews;
  readonly #proxies = new Proxies();
  readonly #good = new GoodVersions();
  readonly #trials: Trials;
  readonly #inbox: RefusalInbox;
  readonly #lifter: Lifter;
  readonly #contest: Contest;
  readonly #retrier: Retrier;
  readonly #resumer: Resumer;
  readonly #table: QuarantineTable;
  readonly #attribution: AttributionPort;
  readonly #clock: Clock;
  #seen = 0;
  #cancelSweep: (() => void) | undefined;

  constructor(options: QuarantineOptions) {
    const { table, clock } = options;
    this.#table = table;
    this.#clock = clock;
    this.#attribution = options.attribution;
    this.#views = new NodeViews(options);
    this.#trials = new Trials({ views: this.#views, proxies: this.#proxies, clock, onDone: () => this.#agreeAll() });
    const keeper = new Keeper({ ...options, good: this.#good, proxies: this.#proxies, trials: this.#trials, views: this.#views });
    this.#inbox = new RefusalInbox({ clock, handle: (sighting) => keeper.handle(sighting) });
    this.#lifter = new Lifter({ ...options, good: this.#good, proxies: this.#proxies });
    this.#contest = new Contest({ ...options, proxies: this.#proxies });
    this.#resumer = new Resumer({ table, keeper, clock });
    this.#retrier = new Retrier({ ...options, proxies: this.#proxies, trials: this.#trials });
  }

  /** The view of one stream of a node; it ends with its follower. */
  open(view: View, node: string): FollowedView {
    return this.#views.open(view, node);
  }

  /** A stream is open. */
  join(stream: LedgerStream): void {
    this.#proxies.add(stream);
    this.#updateWaits();
  }

  /** A stream is over. */
  leave(stream: LedgerStream): void {
    this.#proxies.delete(stream);
    this.#trials.onEnd(stream);
    this.#updateWaits();
  }

  /** Something happened on a stream, and its state is up to date. */
  onAction(action: Action, stream: LedgerStream): void {
    if (action.kind === "send") return;
    this.#trials.onAction(stream);
    if (action.kind === "refused" && !this.#trials.isTrying(stream, action.refusal)) {
      const { node, view } = stream.options;
      const { refusal, held, told } = stream.inViewTerms(action);
      this.#inbox.add({ view: view.name, node: node.id, refusal, held, told, after: this.#proxies.agreedUntil(stream, refusal) });
    }
    if (action.kind === "acked" || action.kind === "refused") this.#agree(stream);
  }

  /** A stream has looked at a change of its view: what comes out as it was before is not sent, so that nobody acknowledges it. */
  onTurn(stream: LedgerStream): void {
    this.#trials.onAction(stream);
    if (this.#table.size === 0 || !stream.isSettled) return;
    this.#note(stream);
    this.#sweepSoon();
  }

  /** Records have come, and the views do not obey them yet. */
  review(changes: QuarantineChanges): void {
    for (const id of changes.resources) this.#remember(this.#table.resource(id));
    this.#contest.review(changes);
  }

  /** Records or objects may have changed, and the views have taken it. */
  onUpdate(): void {
    if (this.#seen !== this.#table.generation) {
      this.#seen = this.#table.generation;
      this.#views.refresh();
      this.#updateWaits();
    }
    this.#agreeAll();
  }

  close(): void {
    this.#cancelSweep?.();
    this.#inbox.close();
    this.#retrier.close();
    this.#resumer.close();
  }

  /** A last good version comes from before what is refused, whenever it is served. */
  #remember(held: HeldResource | undefined): void {
    if (held === undefined || typeof held.lastGood === "string" || held.record.after === 0) return;
    this.#attribution.remember(held.id, held.lastGood.version, held.record.after);
  }

  #isHeldBack(held: HeldResource): boolean {
    const candidate = this.#attribution.candidateOf(held.id);
    return typeof candidate === "object" && refusalIn(held, candidate.version) !== undefined;
  }

  #updateWaits(): void {
    this.#retrier.update();
    this.#resumer.update();
  }

  /** What comes out as it was before is not sent, so that nobody acknowledges it. */
  #agreeAll(): void {
    if (this.#table.size === 0) return;
    for (const stream of this.#proxies.all()) if (stream.isSettled) this.#note(stream);
    this.#lifter.sweep();
  }

  /** Once for all streams that have their turn, or answer. */
  #sweepSoon(): void {
    this.#cancelSweep ??= this.#clock.schedule(sweepDelayMs, () => {
      this.#cancelSweep = undefined;
      this.#lifter.sweep();
      this.#resumer.update();
    });
  }

  #agree(stream: LedgerStream): void {
    if (!stream.isSettled) return;
    this.#note(stream);
    if (this.#table.size > 0) this.#sweepSoon();
  }

  /** What is held back is as it was before the revision; and what a node tries is not what the view has. */
  #note(stream: LedgerStream): void {
    const own = stream.agreement();
    const heldBack = this.#table.resources(own.snapshot.view).filter((held) => this.#isHeldBack(held));
    const agreement = heldBack.length === 0 ? own : { ...own, otherwise: [...own.otherwise, ...heldBack.map(({ id }) => id)] };
    this.#good.note(agreement);
    if (this.#views.trialOf(stream.options.node.id) === undefined) this.#proxies.note(stream, agreement);
  }
}
