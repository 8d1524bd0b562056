import type { Needs, VerificationKey } from "../../decide/need.ts";
import { verifySignature } from "./verify-signature.ts";

/** Tokens whose signatures are remembered. */
const mostTokens = 50_000;

/**
 * Verifies signatures, each once: that a token was signed by a key never changes. So another request with the same token – another path, after
 * another consumer changed – costs no cryptography. Only good ones are remembered: bad ones have no end. The whole token is the key.
 */
export class SignatureVerifier {
  #young = new Map<string, VerificationKey>();
  #old = new Map<string, VerificationKey>();

  /** Answers the need for a signature. */
  readonly signature = (question: Needs["signature"]["question"]): boolean => {
    const { key, token } = question;
    const signer = this.#young.get(token.text) ?? this.#old.get(token.text);
    if (signer === key) return true;
    if (!verifySignature(question)) return false;
    if (this.#young.size >= mostTokens / 2) {
      this.#old = this.#young;
      this.#young = new Map();
    }
    this.#young.set(token.text, key);
    return true;
  };
}
