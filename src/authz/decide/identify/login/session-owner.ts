import type { JsonObject } from "../../../../kit/json.ts";
import type { Evidence } from "../../evidence.ts";
import type { Facts } from "../../facts.ts";
import { loginWord, providerSessionWord, type RevocationMark, sessionWord } from "../../revocation/revocation-mark.ts";
import type { Attempt } from "../attempt.ts";
import { tokenOwner } from "../token/token-owner.ts";
import type { LoginPolicy } from "./login-policy.ts";
import { type Session, sessionClaims } from "./session.ts";

/** What is asked about the owner of a session. */
export interface SessionQuestion {
  readonly facts: Facts;
  readonly now: number;
  /** Milliseconds since the Unix epoch. */
  readonly until: number;
  readonly evidence?: readonly Evidence[];
}

/**
 * Whose session it is. It counts as issued when somebody logged in, whenever its tokens were renewed: what is revoked up to a moment includes the sessions
 * that began before it.
 */
export function sessionOwner(policy: LoginPolicy, session: Session, { facts, now, until, evidence = [] }: SessionQuestion): Attempt {
  const claims: JsonObject = sessionClaims(session);
  const shown = { text: session.idToken, place: { cookie: policy.settings.cookie.name } };
  const found = tokenOwner({ shown, claims, issuer: policy.issuer, places: policy.places, until, evidence }, policy.owner, { facts, now });
  if (found.kind !== "identified") return found;
  const marks = found.identity.marks.map((mark) => (mark.kind === "word" && mark.issuedAt !== undefined ? { ...mark, issuedAt: session.since } : mark));
  return { ...found, identity: { ...found.identity, session: session.id, marks: [...marks, ...sessionMarks(policy, session, claims)] } };
}

/** By what a session is revoked, and the tokens of its owner are not. */
function sessionMarks({ issuer }: LoginPolicy, { id, since }: Session, { sid, sub }: JsonObject): readonly RevocationMark[] {
  const words = [
    ...(typeof sid === "string" ? [providerSessionWord(issuer, sid)] : []),
    // A session without a subject is none: the ID token was checked.
    ...(typeof sub === "string" ? [loginWord(issuer, sub)] : []),
  ];
  return [{ kind: "word", word: sessionWord(id) }, ...words.map((word) => ({ kind: "word", word, issuedAt: since }) as const)];
}

/** Whether somebody is let in who is known, but was revoked. */
export function isRevoked(attempt: Attempt, { namespace }: LoginPolicy, { facts, now }: Pick<SessionQuestion, "facts" | "now">): boolean {
  return attempt.kind === "identified" && facts.revocations.find([{ marks: attempt.identity.marks, namespace }], now) !== undefined;
}
