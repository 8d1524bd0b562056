import { sha256 } from "../../../kit/hash.ts";
import { equalJson } from "../../../kit/json.ts";
import { type HashedValue, isHashed } from "../../../kit/seal.ts";
import type { ConsumerSpec } from "../../../model/object/consumer.ts";
import { type Evidence, RetirableEvidence } from "../evidence.ts";
import { type Consumer, type ConsumerLookup, type ConsumerScope, type Credential, type CredentialSearch, inScope } from "./consumer.ts";

/** A consumer as it is told to the directory. */
export interface DirectoryEntry {
  readonly namespace: string;
  readonly name: string;
  readonly spec: ConsumerSpec;
}

/**
 * All consumers, found by the hash of what they show: a key costs one hash and one look-up, however many there are, and an attacker
 * learns nothing from the time that it takes, because nobody can choose a hash.
 */
export class ConsumerDirectory implements ConsumerLookup {
  readonly #hash: (plain: string) => HashedValue;
  readonly #consumers = new Map<string, Registered>();
  readonly #keys = new Map<string, readonly OwnCredential[]>();
  /** Keys that are registered by their plain SHA-256; while there are none, that hash is not computed. */
  #plainHashes = 0;
  /** Retired when a consumer is added: what was not there may be there now. */
  #absence = new RetirableEvidence();

  /** `hash` is the keyed hash under which API keys are kept. */
  constructor(hash: (plain: string) => HashedValue) {
    this.#hash = hash;
  }

  /** Number of consumers. */
  get size(): number {
    return this.#consumers.size;
  }

  /** Adds a consumer or replaces it; one that is the same stays as it is, with its evidence. */
  set({ namespace, name, spec }: DirectoryEntry): void {
    if (equalJson(this.#consumers.get(`${namespace}/${name}`)?.spec, spec)) return;
    this.delete(namespace, name);
    const consumer = new DirectoryConsumer(namespace, name, spec);
    const indexed = Object.entries(spec.credentials).map(([credentialName, credential]): IndexedCredential => {
      const hash = this.#indexOf(credential.apiKey);
      return { hash, credential: { consumer, name: credentialName, ...validity(credential) } };
    });
    for (const entry of indexed) this.#index(entry);
    this.#consumers.set(`${namespace}/${name}`, { consumer, spec, indexed });
    this.#absence.retire();
    this.#absence = new RetirableEvidence();
  }

  /** Removes a consumer; what was decided of it is not good any more. */
  delete(namespace: string, name: string): void {
    const registered = this.#consumers.get(`${namespace}/${name}`);
    if (registered === undefined) return;
    this.#consumers.delete(`${namespace}/${name}`);
    registered.consumer.renew();
    for (const entry of registered.indexed) this.#unindex(entry);
  }

  /** Makes the consumers exactly these. */
  replace(entries: readonly DirectoryEntry[]): void {
    const kept = new Set(entries.map(({ namespace, name }) => `${namespace}/${name}`));
    for (const [key, { consumer }] of [...this.#consumers]) if (!kept.has(key)) this.delete(consumer.namespace, consumer.name);
    for (const entry of entries) this.set(entry);
  }

  findApiKey(key: string, scope: ConsumerScope): CredentialSearch {
    const keyed = this.#inScope(`keyed:${this.#hash(key).hashed.mac}`, scope);
    const credential = keyed ?? (this.#plainHashes === 0 ? undefined : this.#inScope(`plain:${sha256(key)}`, scope));
    return { credential, evidence: credential?.consumer.evidence ?? this.#absence };
  }

  #inScope(hash: string, scope: ConsumerScope): Credential | undefined {
    return this.#keys.get(hash)?.find(({ consumer }) => inScope(scope, consumer.namespace));
  }

  #indexOf(apiKey: ConsumerSpec["credentials"][string]["apiKey"]): string {
    if (apiKey.sha256 !== undefined) return `plain:${apiKey.sha256}`;
    const { hashed } = isHashed(apiKey.value) ? apiKey.value : this.#hash(apiKey.value);
    return `keyed:${hashed.mac}`;
  }

  /** Who shares a key with a new owner is asked for anew: the order of owners may be another one. */
  #index({ hash, credential }: IndexedCredential): void {
    const owners = this.#keys.get(hash) ?? [];
    for (const { consumer } of owners) if (consumer !== credential.consumer) consumer.renew();
    this.#keys.set(hash, [...owners, credential].sort(byOwner));
    if (hash.startsWith("plain:")) this.#plainHashes += 1;
  }

  #unindex({ hash, credential }: IndexedCredential): void {
    const left = (this.#keys.get(hash) ?? []).filter((other) => other !== credential);
    if (left.length === 0) this.#keys.delete(hash);
    else this.#keys.set(hash, left);
    if (hash.startsWith("plain:")) this.#plainHashes -= 1;
  }
}

class DirectoryConsumer implements Consumer {
  readonly namespace: string;
  readonly name: string;
  readonly groups: readonly string[];
  readonly plan: string | undefined;
  readonly priority: string | undefined;
  readonly disabled: boolean;
  #evidence = new RetirableEvidence();

  constructor(namespace: string, name: string, { groups, plan, priority, disabled }: ConsumerSpec) {
    this.namespace = namespace;
    this.name = name;
    this.groups = groups;
    this.plan = plan;
    this.priority = priority;
    this.disabled = disabled;
  }

  get evidence(): Evidence {
    return this.#evidence;
  }

  /** What was decided of it until now is not good any more. */
  renew(): void {
    this.#evidence.retire();
    this.#evidence = new RetirableEvidence();
  }
}

interface OwnCredential extends Credential {
  readonly consumer: DirectoryConsumer;
}

interface IndexedCredential {
  readonly hash: string;
  readonly credential: OwnCredential;
}

interface Registered {
  readonly consumer: DirectoryConsumer;
  readonly spec: ConsumerSpec;
  readonly indexed: readonly IndexedCredential[];
}

function validity({ notBefore, expires }: { readonly notBefore?: string; readonly expires?: string }): Pick<Credential, "notBefore" | "expires"> {
  return {
    notBefore: notBefore === undefined ? Number.NEGATIVE_INFINITY : Date.parse(notBefore),
    expires: expires === undefined ? Number.POSITIVE_INFINITY : Date.parse(expires),
  };
}

function byOwner(left: Credential, right: Credential): number {
  const [one, other] = [left, right].map(({ consumer, name }) => `${consumer.namespace}/${consumer.name}/${name}`) as [string, string];
  return one < other ? -1 : 1;
}
