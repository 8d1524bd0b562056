import type { Json, JsonObject } from "../../../../kit/json.ts";
import { claimPath } from "../../../../model/auth/claim-name.ts";
import type { TokenIssuer } from "../../../../model/auth/jwt-schema.ts";
import { durationMs } from "../../../../model/object/common.ts";
import { claimAt } from "../../authorize/claim-test.ts";
import { cut, cutJson } from "../../explain/cut.ts";
import type { RefusalCode } from "../../refusal.ts";

/**
 * What the claims of a token come to. Good ones are so until `until`; of bad ones some become good at `until` (milliseconds since the Unix epoch). `why`
 * has what was read, for explanations.
 */
export type CheckedClaims =
  | { readonly kind: "good"; readonly until: number }
  | { readonly kind: "bad"; readonly code: RefusalCode; readonly detail: string; readonly why: string; readonly until: number };

/** What claims are checked with. */
export interface ClaimsQuestion {
  readonly claims: JsonObject;
  /** `typ` of the header. */
  readonly type: string | undefined;
  readonly now: number;
}

/** What is demanded of claims. */
export interface ClaimRules extends Pick<TokenIssuer, "audiences" | "leeway" | "maxAge" | "require" | "profile"> {
  /** Whether a token may be without an end, because somebody is asked about it again and again. Default: false. */
  readonly endless?: boolean;
}

/** How far clocks may differ where a policy does not say. */
export const usualLeeway = "30s";
const never = Number.POSITIVE_INFINITY;
const accessTokenClaims = ["sub", "client_id", "iat", "jti"] as const;

/** Makes the check of an issuer's tokens: `exp`, `nbf`, `iat`, `aud` (RFC 7519 §4.1), required claims, and the form of RFC 9068. */
export function compileClaimsCheck(issuer: ClaimRules): (question: ClaimsQuestion) => CheckedClaims {
  const leeway = durationMs(issuer.leeway ?? usualLeeway);
  const maxAge = issuer.maxAge === undefined ? never : durationMs(issuer.maxAge);
  const required = [...(issuer.require ?? []), ...(issuer.profile === "rfc9068" ? accessTokenClaims : [])].map((claim) => ({
    claim,
    path: claimPath(claim) ?? [],
  }));
  return ({ claims, type, now }) => {
    const missing = required.find(({ path }) => claimAt(claims, path) === undefined);
    return (
      formFault(issuer, type) ??
      (missing === undefined ? undefined : invalid(`The token lacks the claim ${missing.claim}`, claimsIn(claims))) ??
      audienceFault(issuer, claims["aud"]) ??
      checkTimes(claims, { leeway, maxAge, now, endless: issuer.endless ?? false })
    );
  };
}

function formFault({ profile }: ClaimRules, type: string | undefined): CheckedClaims | undefined {
  if (profile !== "rfc9068" || type === "at+jwt") return undefined;
  return invalid("The token is not an access token (its type is not at+jwt)", `The typ of its header is ${cutJson(type)}`);
}

function audienceFault({ audiences }: ClaimRules, aud: Json | undefined): CheckedClaims | undefined {
  if (audiences === "any") return undefined;
  const named = Array.isArray(aud) ? (aud as readonly Json[]) : [aud];
  if (audiences.some((audience) => named.includes(audience))) return undefined;
  return invalid("The token is meant for another audience", `Its claim aud is ${cutJson(aud)}; wanted: ${audiences.join(", ")}`);
}

interface Times {
  readonly leeway: number;
  readonly maxAge: number;
  readonly now: number;
  readonly endless: boolean;
}

/** A token without an end is refused: nobody could be rid of it. */
function checkTimes({ exp, nbf, iat }: JsonObject, times: Times): CheckedClaims {
  const { leeway, now, endless } = times;
  if (exp === undefined ? !endless : !isTime(exp)) return invalid("The token lacks the claim exp", `Its claim exp is ${cutJson(exp)}`);
  if ((nbf !== undefined && !isTime(nbf)) || (iat !== undefined && !isTime(iat)))
    return invalid("The token has a claim nbf or iat that is no number", `Its claims: nbf ${cutJson(nbf)}, iat ${cutJson(iat)}`);
  const end = isTime(exp) ? exp * 1000 + leeway : never;
  if (now >= end) return { kind: "bad", code: "credential_expired", detail: "The token is expired", why: `It ended at ${timeText(end, times)}`, until: never };
  const start = Math.max(nbf ?? 0, iat ?? 0) * 1000 - leeway;
  if (now < start)
    return { kind: "bad", code: "credential_invalid", detail: "The token is not valid yet", why: `It begins at ${timeText(start, times)}`, until: start };
  return checkAge(iat, end, times);
}

function checkAge(iat: number | undefined, end: number, times: Times): CheckedClaims {
  const { leeway, maxAge, now } = times;
  if (maxAge === never) return { kind: "good", until: end };
  if (iat === undefined) return invalid("The token lacks the claim iat", "Its age is not known, and the policy has a maxAge");
  const oldest = iat * 1000 + maxAge + leeway;
  if (now < oldest) return { kind: "good", until: Math.min(end, oldest) };
  return { kind: "bad", code: "credential_expired", detail: "The token is too old", why: `Its maxAge ended at ${timeText(oldest, times)}`, until: never };
}

/** A number of a token may be no time that a calendar has. */
function timeText(at: number, { leeway, now }: Times): string {
  const date = new Date(at);
  const text = Number.isNaN(date.getTime()) ? `${at / 1000} s` : date.toISOString();
  return `${text}, leeway of ${leeway / 1000} s included; it is ${new Date(now).toISOString()}`;
}

function claimsIn(claims: JsonObject): string {
  return cut(`Its claims: ${Object.keys(claims).join(", ")}`);
}

function isTime(value: Json | undefined): value is number {
  return typeof value === "number" && Number.isFinite(value);
}

function invalid(detail: string, why: string): CheckedClaims {
  return { kind: "bad", code: "credential_invalid", detail, why, until: never };
}
