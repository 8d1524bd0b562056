import { createPublicKey, createSecretKey, type KeyObject } from "node:crypto";
import { isSealed, SealError } from "../../../kit/seal.ts";
import type { SigningKey } from "../../decide/directory/consumer.ts";
import type { Needs } from "../../decide/need.ts";
import { AuthzError } from "../../errors.ts";
import { verifySignature } from "../keys/verify-signature.ts";
import type { OpenSealed } from "../secrets/secret-book.ts";

/** Verifies signatures of requests. Keys are opened when they are first needed, and kept as long as their consumers stay what they are. */
export class MessageVerifier {
  readonly #open: OpenSealed;
  readonly #keys = new WeakMap<SigningKey, KeyObject>();

  constructor(open: OpenSealed) {
    this.#open = open;
  }

  /** Answers the need for a signature of a request. */
  readonly messageSignature = ({ key, base, signature: bytes }: Needs["messageSignature"]["question"]): boolean => {
    const signed = Buffer.from(base, "utf8").toString("latin1");
    return verifySignature({ key: { material: this.#keyOf(key) }, token: { algorithm: key.algorithm, signed, signature: Buffer.from(bytes) } });
  };

  #keyOf(key: SigningKey): KeyObject {
    const known = this.#keys.get(key);
    if (known !== undefined) return known;
    const opened = this.#openKey(key);
    this.#keys.set(key, opened);
    return opened;
  }

  #openKey({ material }: SigningKey): KeyObject {
    if (material.kind === "public") return createPublicKey(material.pem);
    const { value, encoding, context } = material;
    try {
      return createSecretKey(isSealed(value) ? this.#open(value, context) : value, encoding === "base64" ? "base64" : "utf8");
    } catch (cause) {
      if (!(cause instanceof SealError)) throw cause;
      throw new AuthzError("ERR_AUTHZ_SECRET_MISSING", `Secret of ${context} cannot be opened: ${cause.message}`, { cause });
    }
  }
}
