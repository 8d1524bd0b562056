import type { Needs, VerificationKey } from "../../decide/need.ts";
import { isQuick, verifySignature, verifySignatureElsewhere } from "./verify-signature.ts";

/** Tokens whose signatures are remembered, and their characters. */
const mostKept = { tokens: 50_000, characters: 64_000_000 } as const;

type Question = Needs["signature"]["question"];

/** A signature that another thread is looking at. */
interface UnderWay {
  readonly key: VerificationKey;
  readonly answer: Promise<boolean>;
}

/**
 * Verifies signatures, each once: that a token was signed by a key never changes. So another request with the same token – another path, after
 * another consumer changed – costs no cryptography. Only good ones are remembered: bad ones have no end. The whole token is the key.
 *
 * A signature that is not quick takes as long as twenty decisions that are kept. Where other threads may verify it, nobody waits behind it but those
 * who show that token; what is more than they may be given is verified here, so that there is never more of it than this thread itself lets in.
 */
export class SignatureVerifier {
  readonly #mostElsewhere: number;
  readonly #underWay = new Map<string, UnderWay>();
  #young = new Map<string, VerificationKey>();
  #old = new Map<string, VerificationKey>();
  #youngCharacters = 0;

  /** `mostElsewhere`: how many signatures other threads may have been given at a time and not yet verified. Default 0: every answer is there at once. */
  constructor({ mostElsewhere = 0 }: { readonly mostElsewhere?: number } = {}) {
    this.#mostElsewhere = mostElsewhere;
  }

  /** Answers the need for a signature. */
  readonly signature = (question: Question): boolean | Promise<boolean> => {
    const { key, token } = question;
    const signer = this.#young.get(token.text) ?? this.#old.get(token.text);
    if (signer === key) return true;
    const underWay = this.#underWay.get(token.text);
    if (underWay?.key === key) return underWay.answer;
    const isForOthers = underWay === undefined && this.#underWay.size < this.#mostElsewhere && !isQuick(question);
    return isForOthers ? this.#verifyElsewhere(question) : this.#remember(question, verifySignature(question));
  };

  #verifyElsewhere(question: Question): Promise<boolean> {
    const { key, token } = question;
    const answer = verifySignatureElsewhere(question)
      .then((isGood) => this.#remember(question, isGood))
      .finally(() => this.#underWay.delete(token.text));
    this.#underWay.set(token.text, { key, answer });
    return answer;
  }

  #remember({ key, token }: Question, isGood: boolean): boolean {
    if (!isGood) return false;
    const { length } = token.text;
    if (this.#young.size >= mostKept.tokens / 2 || this.#youngCharacters + length > mostKept.characters / 2) {
      this.#old = this.#young;
      this.#young = new Map();
      this.#youngCharacters = 0;
    }
    this.#youngCharacters += length;
    this.#young.set(token.text, key);
    return true;
  }
}
