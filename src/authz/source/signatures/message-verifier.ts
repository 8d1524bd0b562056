import { createPublicKey, createSecretKey, type KeyObject } from "node:crypto";
import { isSealed, SealError } from "../../../kit/seal.ts";
import type { SigningKey } from "../../decide/directory/consumer.ts";
import type { Needs } from "../../decide/need.ts";
import { AuthzError } from "../../errors.ts";
import { isQuick, type SignedText, verifySignature, verifySignatureElsewhere } from "../keys/verify-signature.ts";
import type { OpenSealed } from "../secrets/secret-book.ts";

/**
 * Verifies signatures of requests. Keys are opened when they are first needed, and kept as long as their consumers stay what they are. Whoever knows the name of a key can
 * have any number of signatures looked at, so that those that are not quick go to other threads as far as they may be given some, as those of tokens do.
 */
export class MessageVerifier {
  readonly #open: OpenSealed;
  readonly #mostElsewhere: number;
  readonly #keys = new WeakMap<SigningKey, KeyObject>();
  #elsewhere = 0;

  /** `mostElsewhere`: how many signatures other threads may have been given at a time and not yet verified. Default 0: every answer is there at once. */
  constructor(open: OpenSealed, { mostElsewhere = 0 }: { readonly mostElsewhere?: number } = {}) {
    this.#open = open;
    this.#mostElsewhere = mostElsewhere;
  }

  /** Answers the need for a signature of a request. */
  readonly messageSignature = ({ key, base, signature: bytes }: Needs["messageSignature"]["question"]): boolean | Promise<boolean> => {
    const signed = Buffer.from(base, "utf8").toString("latin1");
    const text: SignedText = { key: { material: this.#keyOf(key) }, token: { algorithm: key.algorithm, signed, signature: Buffer.from(bytes) } };
    return this.#elsewhere >= this.#mostElsewhere || isQuick(text) ? verifySignature(text) : this.#verifyElsewhere(text);
  };

  #verifyElsewhere(text: SignedText): Promise<boolean> {
    this.#elsewhere += 1;
    return verifySignatureElsewhere(text).finally(() => {
      this.#elsewhere -= 1;
    });
  }

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
