import type { Clock } from "../../../kit/clock.ts";
import type { Counter, Logger, Metrics } from "../../../kit/telemetry.ts";
import { RetirableEvidence } from "../../decide/evidence.ts";
import type { IssuerKeys } from "../../decide/need.ts";
import { AuthzError } from "../../errors.ts";
import type { FetchedKeySet } from "./open-key-set.ts";

/** What the keys of one issuer are made with. */
export interface FetchedKeysOptions {
  /** For logs and errors. */
  readonly title: string;
  readonly fetch: () => Promise<FetchedKeySet>;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly metrics: Metrics;
  /** How long after failures nobody tries again, at most. Default: 30 s; 0: whoever asks next does. */
  readonly longestBackOffMs: number | undefined;
}

const minuteMs = 60_000;
/** How long keys are fresh, unless the server says otherwise; what it says is kept within these bounds. */
const freshMs = { usual: 10 * minuteMs, least: 5 * minuteMs, most: 60 * minuteMs } as const;
/** Unknown names of keys lead to one fetch in this time, however many there are. */
const unknownEveryMs = minuteMs;
/** Keys that could not be renewed for so long are no keys any more: nobody can know whether they were withdrawn. */
const mostAgeMs = 24 * 60 * minuteMs;
const backOffMs = { least: 1000, most: 30_000 } as const;

/**
 * The keys of one issuer. They are fetched by one request at a time, and again when they are no longer fresh – meanwhile, and while the issuer cannot
 * be reached, the last ones are used at once. A key that is not known leads to another look, at most once a minute; whoever shows a
 * known one never waits for that.
 */
export class FetchedKeys {
  readonly #options: FetchedKeysOptions;
  readonly #fetches: Counter;
  #keys: IssuerKeys | undefined;
  #content = "";
  #evidence = new RetirableEvidence();
  /** Milliseconds of the monotonic clock. */
  #fetchedAt = Number.NEGATIVE_INFINITY;
  #triedAt = Number.NEGATIVE_INFINITY;
  #freshMs: number = freshMs.usual;
  #backOffMs = 0;
  #underWay: Promise<IssuerKeys> | undefined;
  #failure: AuthzError | undefined;

  constructor(options: FetchedKeysOptions) {
    this.#options = options;
    this.#fetches = options.metrics.counter({ name: "sluice_authz_key_fetches_total", help: "Times that keys of issuers were fetched", labels: ["outcome"] });
  }

  /** Fetches the keys when there are none. */
  prime(): void {
    if (this.#keys === undefined) this.#fetch().catch(() => undefined);
  }

  /** The keys, at once where that is possible; with the name of an unknown one after another look, if one may be had now. */
  get(unknown: string | undefined): IssuerKeys | Promise<IssuerKeys> {
    const now = this.#options.clock.monotonic();
    const age = now - this.#fetchedAt;
    if (this.#keys === undefined || age >= mostAgeMs) {
      if (this.#failure === undefined || this.#mayTry(now)) return this.#fetch();
      throw this.#failure;
    }
    if (unknown !== undefined && (this.#underWay !== undefined || now - this.#triedAt >= unknownEveryMs)) return this.#fetch();
    if (age >= this.#freshMs && this.#mayTry(now)) this.#fetch().catch(() => undefined);
    return this.#keys;
  }

  #mayTry(now: number): boolean {
    return this.#underWay !== undefined || this.#failure === undefined || now - this.#triedAt >= this.#backOffMs;
  }

  #fetch(): Promise<IssuerKeys> {
    this.#underWay ??= this.#fetchOnce().finally(() => {
      this.#underWay = undefined;
    });
    return this.#underWay;
  }

  async #fetchOnce(): Promise<IssuerKeys> {
    const { title, fetch, clock, logger } = this.#options;
    this.#triedAt = clock.monotonic();
    try {
      const fetched = await fetch();
      this.#fetches.add(1, { outcome: "success" });
      return this.#take(fetched);
    } catch (cause) {
      this.#fetches.add(1, { outcome: "error" });
      const reason = cause instanceof Error ? cause.message : String(cause);
      logger.error("Keys of an issuer cannot be fetched", { issuer: title, reason, kept: this.#keys !== undefined });
      this.#backOffMs = Math.min(this.#options.longestBackOffMs ?? backOffMs.most, Math.max(backOffMs.least, this.#backOffMs * 2));
      this.#failure = new AuthzError("ERR_AUTHZ_KEYS_UNREACHABLE", `Keys of ${title} cannot be fetched: ${reason}`, { cause, retryable: true });
      // Whoever asked for an unknown key learns that it is not among those that are known.
      if (this.#keys !== undefined && clock.monotonic() - this.#fetchedAt < mostAgeMs) return this.#keys;
      throw this.#failure;
    }
  }

  #take({ keys, content, maxAgeMs }: FetchedKeySet): IssuerKeys {
    this.#fetchedAt = this.#options.clock.monotonic();
    this.#freshMs = Math.min(freshMs.most, Math.max(freshMs.least, maxAgeMs ?? freshMs.usual));
    this.#backOffMs = 0;
    this.#failure = undefined;
    if (this.#keys !== undefined && content === this.#content) return this.#keys;
    this.#evidence.retire();
    this.#evidence = new RetirableEvidence();
    this.#content = content;
    this.#keys = { keys, evidence: this.#evidence };
    return this.#keys;
  }
}
