import { sha256 } from "../../../kit/hash.ts";
import { type HashedValue, isHashed } from "../../../kit/seal.ts";
import type { ConsumerSpec } from "../../../model/object/consumer.ts";
import type { ConsumerScope, CredentialSearch } from "./consumer.ts";
import type { OwnCredential } from "./directory-consumer.ts";
import { ExactIndex } from "./exact-index.ts";

type ApiKey = NonNullable<ConsumerSpec["credentials"][string]["apiKey"]>;

/**
 * API keys by their hash: a key costs one hash and one look-up, however many there are, and an attacker learns nothing from the time that it
 * takes, because nobody can choose a hash.
 */
export class KeyIndex {
  readonly #hash: (plain: string) => HashedValue;
  readonly #keyed = new ExactIndex<OwnCredential>();
  readonly #plain = new ExactIndex<OwnCredential>();
  /** Keys that are registered by their plain SHA-256; while there are none, that hash is not computed. */
  #plainHashes = 0;

  /** `hash` is the keyed hash under which API keys are kept. */
  constructor(hash: (plain: string) => HashedValue) {
    this.#hash = hash;
  }

  find(key: string, scope: ConsumerScope): CredentialSearch {
    const keyed = this.#keyed.find(this.#hash(key).hashed.mac, scope);
    if (keyed.credential !== undefined) return keyed;
    const plain = this.#plain.find(this.#plainHashes === 0 ? "" : sha256(key), scope);
    return { credential: plain.credential, evidence: [...keyed.evidence, ...plain.evidence] };
  }

  /** Answers how to take it back. */
  add(apiKey: ApiKey, credential: OwnCredential): () => void {
    if (apiKey.sha256 === undefined) return register(this.#keyed, this.#macOf(apiKey.value), credential);
    const undo = register(this.#plain, apiKey.sha256, credential);
    this.#plainHashes += 1;
    return () => {
      undo();
      this.#plainHashes -= 1;
    };
  }

  #macOf(value: string | HashedValue): string {
    return (isHashed(value) ? value : this.#hash(value)).hashed.mac;
  }
}

function register(index: ExactIndex<OwnCredential>, key: string, credential: OwnCredential): () => void {
  index.add(key, credential);
  return () => index.remove(key, credential);
}
