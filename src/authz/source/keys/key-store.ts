import type { Clock } from "../../../kit/clock.ts";
import type { Json } from "../../../kit/json.ts";
import type { Logger, Metrics } from "../../../kit/telemetry.ts";
import { RetirableEvidence } from "../../decide/evidence.ts";
import type { IssuerKeys, KeySource, Needs } from "../../decide/need.ts";
import type { FetchJson } from "../http/fetch-json.ts";
import { FetchedKeys } from "./fetched-keys.ts";
import { fetchKeySet, openKeySet } from "./open-key-set.ts";

/** What a store is made with. */
export interface KeyStoreOptions {
  readonly fetchJson: FetchJson;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly metrics: Metrics;
  /** How long after failures an issuer is left alone, at most, while it has no keys. Default: 30 s. */
  readonly longestBackOffMs?: number;
}

/** The keys of all issuers that policies name: those that are written down, and those that are fetched and kept up to date. */
export class KeyStore {
  readonly #options: KeyStoreOptions;
  readonly #inline = new Map<string, IssuerKeys>();
  readonly #fetched = new Map<string, FetchedKeys>();

  constructor(options: KeyStoreOptions) {
    this.#options = options;
  }

  /** Answers the need for keys. */
  readonly keys = ({ source, unknown }: Needs["keys"]["question"]): IssuerKeys | Promise<IssuerKeys> => {
    if (source.kind === "inline") return this.#inlineKeys(source.keys);
    return this.#fetchedKeys(source).get(unknown);
  };

  /** Fetches the keys of these sources before the first request needs them, and forgets all others. */
  use(sources: readonly KeySource[]): void {
    const remote = sources.filter((source) => source.kind !== "inline");
    const wanted = new Set(sources.map(sourceId));
    for (const id of this.#fetched.keys()) if (!wanted.has(id)) this.#fetched.delete(id);
    for (const id of this.#inline.keys()) if (!wanted.has(`inline ${id}`)) this.#inline.delete(id);
    for (const source of remote) this.#fetchedKeys(source).prime();
  }

  #inlineKeys(text: string): IssuerKeys {
    const known = this.#inline.get(text);
    if (known !== undefined) return known;
    const made = {
      keys: openKeySet(JSON.parse(text) as Json, { title: "JWK Set of a policy", logger: this.#options.logger }),
      evidence: new RetirableEvidence(),
    };
    this.#inline.set(text, made);
    return made;
  }

  #fetchedKeys(source: Exclude<KeySource, { kind: "inline" }>): FetchedKeys {
    const id = sourceId(source);
    const known = this.#fetched.get(id);
    if (known !== undefined) return known;
    const { fetchJson, clock, logger, metrics, longestBackOffMs } = this.#options;
    const title = source.kind === "url" ? source.url : source.issuer;
    const made = new FetchedKeys({ title, fetch: () => fetchKeySet(source, { fetchJson, title, logger }), clock, logger, metrics, longestBackOffMs });
    this.#fetched.set(id, made);
    return made;
  }
}

function sourceId(source: KeySource): string {
  switch (source.kind) {
    case "url":
      return `url ${source.url}`;
    case "discovery":
      return `discovery ${source.issuer}`;
    case "inline":
      return `inline ${source.keys}`;
  }
}
