import type { Clock } from "../../kit/clock.ts";
import type { Resource } from "../../snapshot/resource.ts";
import type { Suspects } from "./attribution.ts";
import { answerProbe, type Bisection, probeOf, startBisection } from "./decide/bisection.ts";
import type { Cause } from "./decide/cause.ts";
import type { NodeViews } from "./node-views.ts";
import type { LedgerStream, Proxies } from "./proxies.ts";
import type { Culprit } from "./quarantine-record.ts";
import type { ResourceId } from "./resource-id.ts";

/** How long a proxy may take to say what it thinks of a variant, milliseconds. */
const answerMs = 5000;

/** At most this many variants are tried for one refusal. */
const probeLimit = 100;

/** At most so many proxies are asked for one refusal. */
const nodeLimit = 3;

/** What one proxy said of a variant; `unknown`: it went away, or did not answer in time. */
export type Verdict = "taken" | "refused" | "unknown";

/** What is looked for. */
export interface TrialSearch {
  readonly id: ResourceId;
  readonly suspects: Suspects;
  readonly cause: Cause;
  /** The proxies that refuse it; the one by which it was found what changed is first. */
  readonly nodes: readonly string[];
}

/** What a search ended with; `none`: the changes are not what is refused; `interrupted`: there was no proxy to ask. */
export type Found = { readonly kind: "found"; readonly culprits: readonly Culprit[] } | { readonly kind: "none" | "interrupted" };

interface Attempt {
  readonly node: string;
  readonly id: ResourceId;
  readonly resource: Resource | undefined;
  /** Also when the node refused this very version before. */
  readonly again: boolean;
}

interface OpenTrial {
  readonly id: ResourceId;
  readonly node: string;
  readonly version: string;
  readonly settle: (verdict: Verdict) => void;
}

/** What trials work with. */
export interface TrialsOptions {
  readonly views: NodeViews;
  readonly proxies: Proxies;
  readonly clock: Clock;
  /** Told when a node has what the view has again. */
  readonly onDone: () => void;
}

/** Tries variants of a refused resource on one proxy, to find out which change is to blame; one trial at a time. */
export class Trials {
  readonly #options: TrialsOptions;
  #open: OpenTrial | undefined;
  #queue: Promise<unknown> = Promise.resolve();

  constructor(options: TrialsOptions) {
    this.#options = options;
  }

  /**
   * Looks for the changes that are to blame, and hands on what it found. A proxy keeps what it tried last until that is dealt with, so
   * that it is not sent back and forth. One that refuses what was before as well tells nothing: then another one is asked.
   */
  async search(search: TrialSearch, handle: (found: Found) => Promise<void>): Promise<void> {
    await this.#inTurn(async () => {
      const nodes = this.#candidates(search).slice(0, nodeLimit);
      let found: Found = { kind: "interrupted" };
      try {
        for (const node of nodes) {
          found = await this.#bisect(search.suspects, (resource) => this.#try({ node, id: search.id, resource, again: false }));
          if (found.kind !== "none") break;
        }
        await handle(found);
      } finally {
        for (const node of nodes) this.#end(node);
      }
    });
  }

  /** Tries one resource on one node, also one that it refused before; what it tried stays until `handle` has dealt with it. */
  async once(
    trial: { readonly id: ResourceId; readonly node: string; readonly resource: Resource },
    handle: (verdict: Verdict) => Promise<void>,
  ): Promise<void> {
    await this.#inTurn(async () => {
      try {
        await handle(await this.#try({ ...trial, again: true }));
      } finally {
        this.#end(trial.node);
      }
    });
  }

  /** True when what a stream says of a resource is the answer to a trial, and nobody else's business. */
  isTrying({ options }: LedgerStream, { type, name }: Pick<ResourceId, "type" | "name">): boolean {
    const trial = this.#options.views.trialOf(options.node.id);
    return trial?.id.type === type && trial.id.name === name;
  }

  /** Something happened on a stream. */
  onAction(stream: LedgerStream): void {
    const open = this.#open;
    if (open === undefined || stream.options.node.id !== open.node) return;
    const verdict = verdictOf(stream, open);
    if (verdict !== undefined) open.settle(verdict);
  }

  /** A stream is over. */
  onEnd(stream: LedgerStream): void {
    if (this.#open?.node === stream.options.node.id) this.#open.settle("unknown");
  }

  /** The node to ask here, if there is one. */
  choose(search: Omit<TrialSearch, "suspects">): string | undefined {
    return this.#candidates(search)[0];
  }

  /**
   * The nodes to ask here, the best one first: bad content is refused by any proxy; what one lacks, by those that lack it. A table is the affair
   * of those that refuse it: others may be shown it in another form.
   */
  #candidates({ id, nodes, cause }: Omit<TrialSearch, "suspects">): readonly string[] {
    const asking = this.#options.proxies.asking(id).map(({ options }) => options.node.id);
    const refusing = nodes.filter((node) => asking.includes(node));
    return cause === "content" && id.type !== "route" ? [...new Set([...refusing, ...asking])] : refusing;
  }

  #inTurn(task: () => Promise<void>): Promise<void> {
    const done = this.#queue.then(task);
    this.#queue = done.catch(() => undefined);
    return done;
  }

  #end(node: string): void {
    this.#options.views.try(node, undefined);
    this.#options.onDone();
  }

  async #bisect(suspects: Suspects, ask: Ask): Promise<Found> {
    const { units } = suspects;
    let bisection = startBisection(units.length);
    for (let probes = 0; probes < probeLimit; probes++) {
      const applied = probeOf(bisection);
      if (applied === undefined) break;
      const verdict = await ask(await suspects.variant(applied));
      if (verdict === "unknown") return { kind: "interrupted" };
      bisection = answerProbe(bisection, verdict === "taken");
    }
    if (probeOf(bisection) !== undefined) return { kind: "none" };
    return confirm(bisection, suspects, ask);
  }

  /** A variant that does not exist is refused by nobody. */
  #try({ node, id, resource, again }: Attempt): Promise<Verdict> {
    if (resource === undefined) return Promise.resolve("taken");
    const { views, proxies, clock } = this.#options;
    return new Promise((resolve) => {
      const cancel = clock.schedule(answerMs, () => settle("unknown"));
      const settle = (verdict: Verdict): void => {
        cancel();
        this.#open = undefined;
        resolve(verdict);
      };
      const open = { id, node, version: resource.version, settle };
      this.#open = open;
      views.try(node, { id, resource });
      const streams = proxies.of(node);
      if (streams.length === 0) settle("unknown");
      // Where nothing better is known the node is offered all the time what it refuses, so that its view has not changed.
      if (again) for (const stream of streams) stream.retry(id);
      // A variant that the proxy has already is not sent, so that no answer comes.
      for (const stream of streams) if (this.#open === open) this.onAction(stream);
    });
  }
}

type Ask = (resource: Resource | undefined) => Promise<Verdict>;

/**
 * Tries each bad one on top of all good ones: some are found by elimination alone, and what there was before may have been bad itself,
 * so that everything seemed to be refused.
 */
async function confirm({ good, bad }: Bisection, suspects: Suspects, ask: Ask): Promise<Found> {
  const taken = [...good];
  const refused: number[] = [];
  for (const unit of bad) {
    const verdict = await ask(await suspects.variant([...taken, unit]));
    if (verdict === "unknown") return { kind: "interrupted" };
    (verdict === "taken" ? taken : refused).push(unit);
  }
  // What there was before is refused as well: then these were not to blame.
  if (taken.length === 0 && (await ask(await suspects.variant([]))) !== "taken") return { kind: "none" };
  return refused.length === 0 ? { kind: "none" } : { kind: "found", culprits: refused.flatMap((unit) => suspects.units[unit] ?? []) };
}

function verdictOf(stream: LedgerStream, { id, version }: OpenTrial): Verdict | undefined {
  const entry = stream.entry(id.type, id.name);
  if (entry?.wanted !== version) return undefined;
  if (entry.state === "refused") return "refused";
  return entry.state === "acked" ? "taken" : undefined;
}
