import { equalJson, type JsonObject } from "../../../kit/json.ts";
import type { HashedValue } from "../../../kit/seal.ts";
import type { ConsumerSpec } from "../../../model/object/consumer.ts";
import { CertificateIndex } from "./certificate-index.ts";
import type { ConsumerLookup, ConsumerScope, CredentialSearch, ShownCertificate, SigningKeySearch } from "./consumer.ts";
import { DirectoryConsumer, ownCredential } from "./directory-consumer.ts";
import { KeyIndex } from "./key-index.ts";
import { PasswordIndex } from "./password-index.ts";
import { SignatureIndex } from "./signature-index.ts";
import { TokenIndex } from "./token-index.ts";

/** A consumer as it is told to the directory. */
export interface DirectoryEntry {
  readonly namespace: string;
  readonly name: string;
  readonly spec: ConsumerSpec;
}

/** All consumers, found by what callers show. */
export class ConsumerDirectory implements ConsumerLookup {
  readonly #consumers = new Map<string, Registered>();
  readonly #keys: KeyIndex;
  readonly #tokens = new TokenIndex();
  readonly #passwords: PasswordIndex;
  readonly #certificates = new CertificateIndex();
  readonly #signatures = new SignatureIndex();

  /** `hash` is the keyed hash under which API keys and passwords are kept. */
  constructor(hash: (plain: string) => HashedValue) {
    this.#keys = new KeyIndex(hash);
    this.#passwords = new PasswordIndex(hash);
  }

  /** Number of consumers. */
  get size(): number {
    return this.#consumers.size;
  }

  /** Adds a consumer or replaces it; one that is the same stays as it is, with its evidence. */
  set({ namespace, name, spec }: DirectoryEntry): void {
    const key = `${namespace}/${name}`;
    if (equalJson(this.#consumers.get(key)?.spec, spec)) return;
    this.delete(namespace, name);
    const consumer = new DirectoryConsumer(namespace, name, spec);
    const undo = Object.entries(spec.credentials).map(([credential, fields]) => this.#register(consumer, credential, fields));
    this.#consumers.set(key, { consumer, spec, undo });
  }

  /** Removes a consumer; what was decided of it is not good any more. */
  delete(namespace: string, name: string): void {
    const registered = this.#consumers.get(`${namespace}/${name}`);
    if (registered === undefined) return;
    this.#consumers.delete(`${namespace}/${name}`);
    registered.consumer.renew();
    for (const undo of registered.undo) undo();
  }

  /** Makes the consumers exactly these. */
  replace(entries: readonly DirectoryEntry[]): void {
    const kept = new Set(entries.map(({ namespace, name }) => `${namespace}/${name}`));
    for (const [key, { consumer }] of [...this.#consumers]) if (!kept.has(key)) this.delete(consumer.namespace, consumer.name);
    for (const entry of entries) this.set(entry);
  }

  findApiKey(key: string, scope: ConsumerScope): CredentialSearch {
    return this.#keys.find(key, scope);
  }

  findToken(issuer: string, claims: JsonObject, scope: ConsumerScope): CredentialSearch {
    return this.#tokens.find(issuer, claims, scope);
  }

  findPassword(user: { readonly username: string; readonly password: string }, scope: ConsumerScope): CredentialSearch {
    return this.#passwords.find(user, scope);
  }

  findCertificate(certificate: ShownCertificate, scope: ConsumerScope): CredentialSearch {
    return this.#certificates.find(certificate, scope);
  }

  findSigningKey(keyId: string, scope: ConsumerScope): SigningKeySearch {
    return this.#signatures.find(keyId, scope);
  }

  /** Answers how to take it back. */
  #register(consumer: DirectoryConsumer, name: string, fields: ConsumerSpec["credentials"][string]): () => void {
    const credential = ownCredential(consumer, name, fields);
    const { apiKey, jwt, basic, signature } = fields;
    if (apiKey !== undefined) return this.#keys.add(apiKey, credential);
    if (jwt !== undefined) return this.#tokens.add(jwt, credential);
    if (basic !== undefined) return this.#passwords.add(basic, credential);
    return signature === undefined ? this.#certificates.add(fields.certificate, credential) : this.#signatures.add(signature, credential);
  }
}

interface Registered {
  readonly consumer: DirectoryConsumer;
  readonly spec: ConsumerSpec;
  readonly undo: readonly (() => void)[];
}
