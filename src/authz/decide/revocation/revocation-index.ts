import { sha256 } from "../../../kit/hash.ts";
import { twinToken } from "../../../kit/jose/twin.ts";
import type { RevocationSpec } from "../../../model/object/revocation.ts";
import { type Evidence, RetirableEvidence } from "../evidence.ts";
import {
  certificateWord,
  consumerWord,
  credentialWord,
  hashWord,
  loginWord,
  providerSessionWord,
  type RevocationMark,
  sessionWord,
  subjectWord,
  tokenWord,
} from "./revocation-mark.ts";

/** A revocation as it is told to the index. */
export interface RevocationEntry {
  readonly namespace: string;
  readonly name: string;
  readonly spec: RevocationSpec;
}

/** A revocation that hits. */
export interface Revoked {
  /** `namespace/name`. */
  readonly title: string;
  /** Milliseconds since the Unix epoch. */
  readonly until: number;
  /** Retired when the revocation is taken back. */
  readonly evidence: Evidence;
}

/** The marks of a caller, and in which namespace its policy was written. */
export interface RevocationQuestion {
  readonly marks: readonly RevocationMark[];
  readonly namespace: string;
}

/** Tells whether something was revoked. */
export interface RevocationLookup {
  /** Grows whenever something is revoked: what was good at the same number still is. */
  readonly generation: number;
  find(questions: readonly RevocationQuestion[], now: number): Revoked | undefined;
}

/** Everything that is revoked, by the words that stand for it. A question costs one look-up a word, however many revocations there are. */
export class RevocationIndex implements RevocationLookup {
  readonly #byWord = new Map<string, readonly Indexed[]>();
  readonly #byTitle = new Map<string, Indexed>();
  #hashes = 0;
  #generation = 0;

  get generation(): number {
    return this.#generation;
  }

  /** Number of revocations, those that are over and were not deleted yet included. */
  get size(): number {
    return this.#byTitle.size;
  }

  set(entry: RevocationEntry): void {
    this.delete(entry.namespace, entry.name);
    const { namespace, name, spec } = entry;
    const indexed: Indexed = {
      title: `${namespace}/${name}`,
      word: wordOf(spec, namespace),
      namespace: spec.everywhere === true ? undefined : namespace,
      until: endOf(spec),
      issuedBefore: issuedBefore(spec),
      evidence: new RetirableEvidence(),
    };
    this.#byTitle.set(indexed.title, indexed);
    this.#byWord.set(indexed.word, [...(this.#byWord.get(indexed.word) ?? []), indexed]);
    if (spec.token?.sha256 !== undefined) this.#hashes += 1;
    this.#generation += 1;
  }

  delete(namespace: string, name: string): void {
    const indexed = this.#byTitle.get(`${namespace}/${name}`);
    if (indexed === undefined) return;
    this.#byTitle.delete(indexed.title);
    const left = (this.#byWord.get(indexed.word) ?? []).filter((other) => other !== indexed);
    if (left.length === 0) this.#byWord.delete(indexed.word);
    else this.#byWord.set(indexed.word, left);
    if (indexed.word.startsWith("sha256 ")) this.#hashes -= 1;
    indexed.evidence.retire();
  }

  /** Makes the revocations exactly these. */
  replace(entries: readonly RevocationEntry[]): void {
    const kept = new Set(entries.map(({ namespace, name }) => `${namespace}/${name}`));
    for (const title of [...this.#byTitle.keys()]) {
      const [namespace = "", name = ""] = title.split("/");
      if (!kept.has(title)) this.delete(namespace, name);
    }
    for (const entry of entries) this.set(entry);
  }

  find(questions: readonly RevocationQuestion[], now: number): Revoked | undefined {
    if (this.#byTitle.size === 0) return undefined;
    for (const { marks, namespace } of questions) {
      for (const mark of marks) {
        const hit = this.#candidates(mark).find((revocation) => hits(revocation, mark, { namespace, now }));
        if (hit !== undefined) return hit;
      }
    }
    return undefined;
  }

  #candidates(mark: RevocationMark): readonly Indexed[] {
    if (mark.kind === "word") return this.#byWord.get(mark.word) ?? [];
    if (this.#hashes === 0) return [];
    // Whoever has a token that is signed by ECDSA can write it in another way.
    const texts = [mark.text, twinToken(mark.text)].filter((text) => text !== undefined);
    return texts.flatMap((text) => this.#byWord.get(hashWord(sha256(text))) ?? []);
  }
}

interface Indexed {
  readonly title: string;
  readonly word: string;
  /** Undefined: everywhere. */
  readonly namespace: string | undefined;
  readonly until: number;
  readonly issuedBefore: number;
  readonly evidence: RetirableEvidence;
}

/** A consumer of a namespace is revoked wherever it is known; everything else for the policies of the namespace. */
function hits(
  { namespace, word, until, issuedBefore }: Indexed,
  mark: RevocationMark,
  { namespace: own, now }: { readonly namespace: string; readonly now: number },
): boolean {
  if (now >= until) return false;
  if (namespace !== undefined && namespace !== own && !/^(?:consumer|credential) /u.test(word)) return false;
  // A token that does not say when it was made may be an old one.
  return mark.kind === "text" || (mark.issuedAt ?? Number.NEGATIVE_INFINITY) < issuedBefore;
}

/** Milliseconds since the Unix epoch. */
function issuedBefore({ subject, login }: RevocationSpec): number {
  const at = subject?.issuedBefore ?? login?.before;
  return at === undefined ? Number.POSITIVE_INFINITY : Date.parse(at);
}

function wordOf({ token, subject, certificate, credential, consumer, session, login }: RevocationSpec, namespace: string): string {
  if (token !== undefined) return token.sha256 === undefined ? tokenWord(token.issuer, token.id) : hashWord(token.sha256);
  if (subject !== undefined) return subjectWord(subject.issuer, subject.subject);
  if (credential !== undefined) return credentialWord({ namespace, consumer: credential.consumer, credential: credential.name });
  if (certificate !== undefined) return certificateWord(certificate);
  if (consumer !== undefined) return consumerWord(namespace, consumer);
  if (session !== undefined) return sessionWord(session);
  return login.subject === undefined ? providerSessionWord(login.issuer, login.providerSession) : loginWord(login.issuer, login.subject);
}

/** When a revocation is over, in milliseconds since the Unix epoch: never by itself, unless it says so. What it keeps out may be good for years. */
export function endOf({ until }: RevocationSpec): number {
  return until === undefined ? Number.POSITIVE_INFINITY : Date.parse(until);
}
