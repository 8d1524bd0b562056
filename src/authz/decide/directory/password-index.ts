import { type HashedValue, isHashed } from "../../../kit/seal.ts";
import type { ConsumerSpec } from "../../../model/object/consumer.ts";
import type { ConsumerScope, CredentialSearch } from "./consumer.ts";
import type { OwnCredential } from "./directory-consumer.ts";
import { ExactIndex } from "./exact-index.ts";

type Basic = NonNullable<ConsumerSpec["credentials"][string]["basic"]>;

interface PasswordCredential extends OwnCredential {
  readonly mac: string;
}

/** User names with the keyed hashes of their passwords. */
export class PasswordIndex {
  readonly #hash: (plain: string) => HashedValue;
  readonly #users = new ExactIndex<PasswordCredential>();

  /** `hash` is the keyed hash under which passwords are kept. */
  constructor(hash: (plain: string) => HashedValue) {
    this.#hash = hash;
  }

  find({ username, password }: { readonly username: string; readonly password: string }, scope: ConsumerScope): CredentialSearch {
    const { mac } = this.#hash(password).hashed;
    return this.#users.find(username, scope, (owner) => owner.mac === mac);
  }

  /** Answers how to take it back. */
  add({ username, password }: Basic, credential: OwnCredential): () => void {
    const { hashed } = isHashed(password) ? password : this.#hash(password);
    const owner = { ...credential, mac: hashed.mac };
    this.#users.add(username, owner);
    return () => this.#users.remove(username, owner);
  }
}
