import type { Clock } from "../../../kit/clock.ts";
import type { Logger } from "../../../kit/telemetry.ts";
import type { Needs } from "../../decide/need.ts";
import { AuthzError } from "../../errors.ts";
import type { FetchJson } from "../http/fetch-json.ts";
import { type ProviderMetadata, readProviderMetadata } from "./provider-metadata.ts";

/** What it is made with. */
export interface ProviderBookOptions {
  readonly fetchJson: FetchJson;
  readonly clock: Clock;
  readonly logger: Logger;
}

const minuteMs = 60_000;
const freshMs = 10 * minuteMs;
/** What could not be renewed for so long is not used any more. */
const mostAgeMs = 24 * 60 * minuteMs;
const pauseMs = 1000;
const mostProviders = 1000;

/** What is known of identity providers, by their metadata. */
export class ProviderBook {
  readonly #options: ProviderBookOptions;
  readonly #known = new Map<string, KnownProvider>();

  constructor(options: ProviderBookOptions) {
    this.#options = options;
  }

  /** Answers the need for a provider. */
  readonly provider = ({ issuer }: Needs["provider"]["question"]): ProviderMetadata | Promise<ProviderMetadata> => {
    const known = this.#known.get(issuer);
    if (known !== undefined) return known.get();
    const [oldest] = this.#known.keys();
    if (this.#known.size >= mostProviders && oldest !== undefined) this.#known.delete(oldest);
    const made = new KnownProvider(issuer, this.#options);
    this.#known.set(issuer, made);
    return made.get();
  };

  /** Answers the need for the address to log out. */
  readonly endSession = async (question: Needs["endSession"]["question"]): Promise<string | undefined> => {
    try {
      return (await this.provider(question)).endSession;
    } catch {
      // It was logged, and whoever logs out shall not need the provider for it.
      return undefined;
    }
  };
}

/**
 * The metadata of one provider. It is fetched by one request at a time, and again when it is no longer fresh – meanwhile, and while the provider cannot be reached,
 * the last one is used at once. After a failure whoever wants the first one is told so for a second.
 */
class KnownProvider {
  readonly #issuer: string;
  readonly #options: ProviderBookOptions;
  #provider: ProviderMetadata | undefined;
  /** Milliseconds of the monotonic clock. */
  #fetchedAt = Number.NEGATIVE_INFINITY;
  #failedAt = Number.NEGATIVE_INFINITY;
  #failure: AuthzError | undefined;
  #underWay: Promise<ProviderMetadata> | undefined;

  constructor(issuer: string, options: ProviderBookOptions) {
    this.#issuer = issuer;
    this.#options = options;
  }

  get(): ProviderMetadata | Promise<ProviderMetadata> {
    const now = this.#options.clock.monotonic();
    const age = now - this.#fetchedAt;
    const mayTry = this.#underWay !== undefined || now - this.#failedAt >= pauseMs;
    if (this.#provider === undefined || age >= mostAgeMs) {
      if (this.#failure !== undefined && !mayTry) throw this.#failure;
      return this.#fetch();
    }
    if (age >= freshMs && mayTry) this.#fetch().catch(() => undefined);
    return this.#provider;
  }

  #fetch(): Promise<ProviderMetadata> {
    this.#underWay ??= this.#fetchOnce().finally(() => {
      this.#underWay = undefined;
    });
    return this.#underWay;
  }

  async #fetchOnce(): Promise<ProviderMetadata> {
    const { fetchJson, clock, logger } = this.#options;
    try {
      const { document } = await fetchJson(`${this.#issuer.replace(/\/$/u, "")}/.well-known/openid-configuration`);
      this.#provider = readProviderMetadata(document, this.#issuer);
      this.#fetchedAt = clock.monotonic();
      return this.#provider;
    } catch (cause) {
      const reason = cause instanceof Error ? cause.message : String(cause);
      logger.error("Metadata of an identity provider cannot be fetched", { issuer: this.#issuer, reason, kept: this.#provider !== undefined });
      this.#failedAt = clock.monotonic();
      this.#failure = new AuthzError("ERR_AUTHZ_PROVIDER", `Metadata of ${this.#issuer} cannot be fetched: ${reason}`, { cause, retryable: true });
      throw this.#failure;
    }
  }
}
