import type { Clock } from "../../kit/clock.ts";
import type { Logger } from "../../kit/telemetry.ts";
import type { MetricSnapshot } from "../../telemetry/joined-metrics.ts";
import type { ServeSettings } from "../settings/serve-settings.ts";
import { StartError } from "../start-error.ts";
import type { WorkerReport } from "./messages.ts";
import { afterEnd, type Failures, noFailures } from "./restart-delay.ts";
import type { SpawnWorker, WorkerProcess } from "./spawn-worker.ts";

/** What a place for a worker is made with. */
export interface WorkerSlotOptions {
  /** For its processes; `replicaId` names them. */
  readonly settings: ServeSettings;
  readonly spawn: SpawnWorker;
  readonly clock: Clock;
  readonly logger: Logger;
  /** How long a process may take to end when it is told to, in milliseconds. */
  readonly stopMs: number;
  /** A process has ended; its series were these, as far as they are known. */
  readonly onGone: (last: MetricSnapshot) => void;
  /** Another process takes the place of one that has ended. */
  readonly onRestart: () => void;
}

/** How often a process is asked whether it is there, and how many questions it may leave open: one that computes without end serves nobody, and gets its share of connections all the same. */
const ping = { everyMs: 1000, most: 10 } as const;
/** How long a process is waited for before its last series are taken. */
const snapshotMs = 1000;

/**
 * ```text
 *  starting ──ready──▶ serving ──ends──▶ waiting ──delay──▶ starting
 *      └─────────ends─────────────────────▲
 *  any ──stop──▶ stopping ──ends──▶ over
 * ```
 */
type State =
  | { readonly kind: "starting"; readonly process: WorkerProcess; detail?: string }
  | { readonly kind: "serving"; readonly process: WorkerProcess; readonly since: number; openPings: number }
  | { readonly kind: "waiting"; readonly cancel: () => void }
  | { readonly kind: "stopping"; readonly process: WorkerProcess; readonly onOver: () => void }
  | { readonly kind: "over" };

/** A place for one worker: its process, and the next one when that ends. */
export class WorkerSlot {
  readonly #options: WorkerSlotOptions;
  #state: State = { kind: "over" };
  #failures: Failures = noFailures;
  #last: MetricSnapshot = [];
  #snapshotWaiters: (() => void)[] = [];
  /** Of the first process; there is no other before it serves. */
  #first: PromiseWithResolvers<void> | undefined;

  constructor(options: WorkerSlotOptions) {
    this.#options = options;
  }

  /** Starts the first process. Resolves when it serves; rejects with a `StartError` when it ends before, and then no other is started. */
  start(): Promise<void> {
    this.#first = Promise.withResolvers();
    this.#spawn();
    this.#ping();
    return this.#first.promise;
  }

  /** True while its process serves. */
  get isServing(): boolean {
    return this.#state.kind === "serving";
  }

  /** The series of its process, as it last told them. */
  get lastSnapshot(): MetricSnapshot {
    return this.#last;
  }

  /** Asks its process for its series; one that does not answer in time keeps nobody waiting. */
  async askSnapshot(): Promise<void> {
    const state = this.#state;
    if (state.kind !== "serving") return;
    await new Promise<void>((resolve) => {
      const cancel = this.#options.clock.schedule(snapshotMs, resolve);
      this.#snapshotWaiters.push(() => {
        cancel();
        resolve();
      });
      state.process.tell({ kind: "snapshot" });
    });
  }

  /** Lets its process drain, and ends it if it does not end by itself. */
  async stop(): Promise<void> {
    const state = this.#state;
    if (state.kind === "waiting") state.cancel();
    if (!("process" in state) || state.kind === "stopping") {
      this.#state = { kind: "over" };
      return;
    }
    const over = Promise.withResolvers<void>();
    this.#state = { kind: "stopping", process: state.process, onOver: over.resolve };
    state.process.tell({ kind: "stop" });
    const cancel = this.#options.clock.schedule(this.#options.stopMs, () => state.process.kill());
    await over.promise;
    cancel();
  }

  /** Ends its process at once, for a supervisor that ends itself. */
  kill(): void {
    if ("process" in this.#state) this.#state.process.kill();
  }

  #spawn(): void {
    const { spawn, settings } = this.#options;
    const process = spawn({ onReport: (report) => this.#onReport(report), onEnd: (how) => this.#onEnd(how) });
    this.#state = { kind: "starting", process };
    process.tell({ kind: "start", settings });
  }

  #onReport(report: WorkerReport): void {
    const state = this.#state;
    switch (report.kind) {
      case "ready":
        if (state.kind !== "starting") return;
        this.#state = { kind: "serving", process: state.process, since: this.#options.clock.monotonic(), openPings: 0 };
        this.#options.logger.info("Worker serves", { worker: this.#name, pid: state.process.pid });
        this.#first?.resolve();
        this.#first = undefined;
        break;
      case "unable":
        if (state.kind === "starting") state.detail = report.detail;
        else this.#options.logger.error("Worker cannot go on", { worker: this.#name, reason: report.detail });
        break;
      case "snapshot":
        this.#last = report.snapshot;
        for (const waiter of this.#snapshotWaiters.splice(0)) waiter();
        break;
      case "pong":
        if (state.kind === "serving") state.openPings = 0;
    }
  }

  #onEnd(how: string): void {
    const state = this.#state;
    this.#options.onGone(this.#last);
    this.#last = [];
    for (const waiter of this.#snapshotWaiters.splice(0)) waiter();
    if (state.kind === "stopping") {
      this.#state = { kind: "over" };
      state.onOver();
    } else if (this.#first !== undefined) {
      this.#state = { kind: "over" };
      const detail = state.kind === "starting" ? state.detail : undefined;
      this.#first.reject(new StartError("ERR_CHILD", detail ?? `Worker ${this.#name} ended with ${how} before it served`));
    } else if (state.kind === "starting" || state.kind === "serving") this.#restart(state, how);
  }

  #restart(state: Extract<State, { readonly kind: "starting" | "serving" }>, how: string): void {
    const { clock, logger, onRestart } = this.#options;
    this.#failures = afterEnd(this.#failures, state.kind === "serving" ? clock.monotonic() - state.since : 0);
    const { delayMs } = this.#failures;
    const reason = state.kind === "starting" && state.detail !== undefined ? state.detail : how;
    logger.error("Worker has ended, another one is started", { worker: this.#name, pid: state.process.pid, reason, delayMs });
    const cancel = clock.schedule(delayMs, () => {
      onRestart();
      this.#spawn();
    });
    this.#state = { kind: "waiting", cancel };
  }

  #ping(): void {
    const state = this.#state;
    if (state.kind === "over") return;
    if (state.kind === "serving") {
      if (state.openPings >= ping.most) {
        this.#options.logger.error("Worker does not answer and is killed", { worker: this.#name, pid: state.process.pid });
        state.process.kill();
      }
      state.openPings += 1;
      state.process.tell({ kind: "ping" });
    }
    this.#options.clock.schedule(ping.everyMs, () => this.#ping());
  }

  get #name(): string {
    return this.#options.settings.replicaId;
  }
}
