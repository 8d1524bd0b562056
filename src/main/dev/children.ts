import { messageOf } from "../start-error.ts";
import { awaitReady, type Child, type ChildSpec, startChild } from "./child.ts";

/** Told what happens to children, and how patient to be with them. */
export interface ChildrenOptions {
  /** A sentence for the person. */
  readonly say: (sentence: string) => void;
  /** The processes that run, after each change: name and process id. */
  readonly running: (pids: ReadonlyMap<string, number>) => void;
  /** First pause before a child is started again; doubles up to 30 s. Default 1,000. */
  readonly firstDelayMs?: number;
  /** How long a child may take to become ready. Default 30,000. */
  readonly readyMs?: number;
}

const longestDelayMs = 30_000;
/** A child that ran this long was well; its end does not count as one more of a row. */
const steadyMs = 60_000;
const graceMs = 5000;

/** The children of this process. Those that end unasked are said aloud and started again, with growing pauses. */
export class Children {
  readonly #options: Required<ChildrenOptions>;
  readonly #running = new Map<string, Child>();
  readonly #keepers = new Set<Promise<void>>();
  readonly #stop = new AbortController();

  constructor(options: ChildrenOptions) {
    this.#options = { firstDelayMs: 1000, readyMs: 30_000, ...options };
  }

  /** Starts a child and waits until it is ready. When that fails the first time it throws a `StartError`: something is wrong with the machine. */
  async start(spec: ChildSpec): Promise<void> {
    const child = await this.#launch(spec, false);
    await awaitReady(child, spec, this.#options.readyMs);
    const keeper = this.#keep(spec, child);
    this.#keepers.add(keeper);
    void keeper.finally(() => this.#keepers.delete(keeper));
  }

  /** Stops every child, the newest first, and starts none again. Asked a second time it kills them at once. */
  async stop(): Promise<void> {
    const grace = this.#isStopping() ? 0 : graceMs;
    this.#stop.abort();
    for (const child of [...this.#running.values()].reverse()) await child.stop(grace);
    await Promise.all(this.#keepers);
  }

  /** Kills every child without waiting: the last resort when this process ends of a defect. */
  kill(): void {
    for (const { process: child } of this.#running.values()) child.kill("SIGKILL");
  }

  async #keep(spec: ChildSpec, first: Child): Promise<void> {
    let child: Child | undefined = first;
    let delayMs = this.#options.firstDelayMs;
    for (;;) {
      const since = performance.now();
      const how = await child?.ended;
      if (this.#isStopping()) return;
      if (performance.now() - since > steadyMs) delayMs = this.#options.firstDelayMs;
      if (how !== undefined) this.#options.say(`${spec.name} ended with ${how}; it is started again in ${delayMs / 1000} s, its log is ${spec.logFile}`);
      await pause(delayMs, this.#stop.signal);
      if (this.#isStopping()) return;
      delayMs = Math.min(delayMs * 2, longestDelayMs);
      child = await this.#startAgain(spec);
    }
  }

  /** The new run, which may have ended already; undefined when it could not be started at all. */
  async #startAgain(spec: ChildSpec): Promise<Child | undefined> {
    let child: Child | undefined;
    try {
      child = await this.#launch(spec, true);
      await awaitReady(child, spec, this.#options.readyMs);
      this.#options.say(`${spec.name} runs again`);
    } catch (error) {
      if (!this.#isStopping()) this.#options.say(messageOf(error));
      await child?.stop(graceMs);
    }
    return child;
  }

  async #launch(spec: ChildSpec, append: boolean): Promise<Child> {
    const child = await startChild(spec, { append });
    this.#running.set(spec.name, child);
    this.#tell();
    void child.ended.then(() => this.#forget(spec.name, child));
    // Stopped while it was being started: nobody else knows of it.
    if (this.#isStopping()) await child.stop(0);
    return child;
  }

  #isStopping(): boolean {
    return this.#stop.signal.aborted;
  }

  #forget(name: string, child: Child): void {
    if (this.#running.get(name) === child) this.#running.delete(name);
    this.#tell();
  }

  #tell(): void {
    this.#options.running(new Map([...this.#running].map(([name, child]) => [name, child.pid])));
  }
}

function pause(delayMs: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, delayMs);
    signal.addEventListener("abort", () => {
      clearTimeout(timer);
      resolve();
    });
  });
}
