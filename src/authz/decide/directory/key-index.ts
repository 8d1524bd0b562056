import { sha256 } from "../../../kit/hash.ts";
import { type HashedValue, isHashed } from "../../../kit/seal.ts";
import type { ConsumerSpec } from "../../../model/object/consumer.ts";
import { RetirableEvidence } from "../evidence.ts";
import type { ConsumerScope, CredentialSearch } from "./consumer.ts";
import type { OwnCredential } from "./directory-consumer.ts";
import { Owners } from "./owners.ts";

type ApiKey = NonNullable<ConsumerSpec["credentials"][string]["apiKey"]>;

/**
 * API keys by their hash: a key costs one hash and one look-up, however many there are, and an attacker learns nothing from the time that it
 * takes, because nobody can choose a hash.
 */
export class KeyIndex {
  readonly #hash: (plain: string) => HashedValue;
  readonly #owners = new Owners<OwnCredential>();
  /** Keys that are registered by their plain SHA-256; while there are none, that hash is not computed. */
  #plainHashes = 0;
  /** Retired when a key is added: what was not there may be there now. */
  #absence = new RetirableEvidence();

  /** `hash` is the keyed hash under which API keys are kept. */
  constructor(hash: (plain: string) => HashedValue) {
    this.#hash = hash;
  }

  find(key: string, scope: ConsumerScope): CredentialSearch {
    const keyed = this.#owners.find(`keyed:${this.#hash(key).hashed.mac}`, scope);
    const credential = keyed ?? (this.#plainHashes === 0 ? undefined : this.#owners.find(`plain:${sha256(key)}`, scope));
    return { credential, evidence: [credential?.consumer.evidence ?? this.#absence] };
  }

  /** Who shares a key with a new owner is asked for anew: another one may be the first now. */
  add(apiKey: ApiKey, credential: OwnCredential): void {
    const place = this.#placeOf(apiKey);
    for (const { consumer } of this.#owners.at(place)) if (consumer !== credential.consumer) consumer.renew();
    this.#owners.add(place, credential);
    if (apiKey.sha256 !== undefined) this.#plainHashes += 1;
    this.#absence.retire();
    this.#absence = new RetirableEvidence();
  }

  remove(apiKey: ApiKey, credential: OwnCredential): void {
    this.#owners.remove(this.#placeOf(apiKey), credential);
    if (apiKey.sha256 !== undefined) this.#plainHashes -= 1;
  }

  #placeOf(apiKey: ApiKey): string {
    if (apiKey.sha256 !== undefined) return `plain:${apiKey.sha256}`;
    const { hashed } = isHashed(apiKey.value) ? apiKey.value : this.#hash(apiKey.value);
    return `keyed:${hashed.mac}`;
  }
}
