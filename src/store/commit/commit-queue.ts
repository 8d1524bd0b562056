/** How one request of a group ended. */
export type Outcome<Result> = { readonly ok: Result } | { readonly error: unknown };

/** How a queue works. */
export interface CommitQueueOptions<Request, Result> {
  /** Handles a group; answers one outcome a request, in order. When it rejects, all of the group fail. */
  readonly run: (group: readonly Request[]) => Promise<readonly Outcome<Result>[]> | readonly Outcome<Result>[];
  /** Runs a task soon; requests that come until then are in one group. */
  readonly defer: (task: () => void) => void;
  /** The most requests in a group; default 64, so that a group is told its outcome before long. */
  readonly maxGroup?: number;
}

interface Waiting<Request, Result> {
  readonly request: Request;
  readonly resolve: (result: Result) => void;
  readonly reject: (error: unknown) => void;
}

/** Group commit: requests that come while a group is under way form the next one, so that many writers share one transaction of the engine. */
export class CommitQueue<Request, Result> {
  readonly #options: CommitQueueOptions<Request, Result>;
  readonly #maxGroup: number;
  readonly #waiting: Waiting<Request, Result>[] = [];
  #drained: Promise<void> = Promise.resolve();
  #isDraining = false;

  constructor(options: CommitQueueOptions<Request, Result>) {
    this.#options = options;
    this.#maxGroup = options.maxGroup ?? 64;
  }

  /** Resolves with the request's outcome. */
  add(request: Request): Promise<Result> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ request, resolve, reject });
      if (!this.#isDraining) this.#drained = this.#drain();
    });
  }

  /** Resolves when all that was added has its outcome. */
  idle(): Promise<void> {
    return this.#drained;
  }

  async #drain(): Promise<void> {
    this.#isDraining = true;
    await new Promise<void>((resolve) => this.#options.defer(resolve));
    while (this.#waiting.length > 0) {
      const group = this.#waiting.splice(0, this.#maxGroup);
      await this.#runGroup(group);
    }
    this.#isDraining = false;
  }

  async #runGroup(group: readonly Waiting<Request, Result>[]): Promise<void> {
    try {
      const outcomes = await this.#options.run(group.map(({ request }) => request));
      for (const [place, waiting] of group.entries()) settle(waiting, outcomes[place]);
    } catch (error) {
      for (const { reject } of group) reject(error);
    }
  }
}

function settle<Request, Result>({ resolve, reject }: Waiting<Request, Result>, outcome: Outcome<Result> | undefined): void {
  if (outcome === undefined) reject(new Error("A group commit answered fewer outcomes than it had requests"));
  else if ("error" in outcome) reject(outcome.error);
  else resolve(outcome.ok);
}
