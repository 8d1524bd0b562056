import { isSealed, SealError, type SealedValue } from "../../../kit/seal.ts";
import type { SecretSpec } from "../../../model/object/secret.ts";
import { sealContext } from "../../../model/object/secret-field.ts";
import type { SecretEntry } from "../../decide/need.ts";
import { AuthzError } from "../../errors.ts";

/** A Secret as it is told to the book. */
export interface SecretBookEntry {
  readonly namespace: string;
  readonly name: string;
  readonly spec: SecretSpec;
}

/** Opens a sealed value; throws a `SealError` when that is not possible. */
export type OpenSealed = (value: SealedValue, context: string) => string;

/** The Secrets that policies name. They stay sealed until one is needed. */
export class SecretBook {
  readonly #open: OpenSealed;
  readonly #secrets = new Map<string, SecretBookEntry>();

  constructor(open: OpenSealed) {
    this.#open = open;
  }

  /** Adds or changes one. */
  set(secret: SecretBookEntry): void {
    this.#secrets.set(titleOf(secret), secret);
  }

  /** Removes one that may be there. */
  delete(namespace: string, name: string): void {
    this.#secrets.delete(titleOf({ namespace, name }));
  }

  /** Makes the secrets exactly these. */
  replace(secrets: readonly SecretBookEntry[]): void {
    this.#secrets.clear();
    for (const secret of secrets) this.set(secret);
  }

  /** The text of an entry; throws `ERR_AUTHZ_SECRET_MISSING`. */
  read({ namespace, name, entry }: SecretEntry): string {
    const value = this.#secrets.get(titleOf({ namespace, name }))?.spec.data[entry];
    const title = `Entry ${JSON.stringify(entry)} of Secret ${namespace}/${name}`;
    if (value === undefined) throw new AuthzError("ERR_AUTHZ_SECRET_MISSING", `${title} is not there`);
    if (!isSealed(value)) return value;
    try {
      return this.#open(value, sealContext({ kind: "Secret", namespace, name }, `/spec/data/${entry}`));
    } catch (cause) {
      if (!(cause instanceof SealError)) throw cause;
      throw new AuthzError("ERR_AUTHZ_SECRET_MISSING", `${title} cannot be opened: ${cause.message}`, { cause });
    }
  }
}

function titleOf({ namespace, name }: { readonly namespace: string; readonly name: string }): string {
  return `${namespace}/${name}`;
}
