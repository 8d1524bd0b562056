import type { AttemptTrace } from "../decision.ts";
import type { Evidence } from "../evidence.ts";
import type { Facts } from "../facts.ts";
import type { Asking } from "../need.ts";
import type { PlainRefusal, Refusal } from "../refusal.ts";
import type { DecisionRequest } from "../request/decision-request.ts";
import type { Attempt, Identified, Identifier } from "./attempt.ts";
import type { Identity } from "./identity.ts";

/** What all ways of identification came to together. */
export type Identification = KnownCaller | UnknownCaller;

/** It is known who calls, or nobody asked. */
export interface KnownCaller {
  readonly kind: "known";
  readonly identity: Identity | undefined;
  /** What the layer itself found; undefined when it takes the identity of a broader one. */
  readonly own: Identified | undefined;
  readonly attempts: readonly AttemptTrace[];
  readonly evidence: readonly Evidence[];
  /** Milliseconds since the Unix epoch. */
  readonly until: number;
}

/** It is not known who calls. */
export interface UnknownCaller {
  readonly kind: "refused";
  readonly refusal: Refusal;
  /** Who logged in or out, which is no way in by itself. */
  readonly identity?: Identity;
  /** Set when nothing bad was shown: a refusal in whose place a login may be offered. */
  readonly open?: PlainRefusal;
  /** Values of Set-Cookie. */
  readonly cookies?: readonly string[];
  readonly attempts: readonly AttemptTrace[];
  readonly evidence: readonly Evidence[];
  /** Milliseconds since the Unix epoch. */
  readonly until: number;
}

/** What is asked about. */
export interface Caller {
  readonly request: DecisionRequest;
  readonly facts: Facts;
  /** Whom the broader layers found. */
  readonly known: Identity | undefined;
  /** Namespace of the layer. */
  readonly home: string;
}

const never = Number.POSITIVE_INFINITY;

/** Tries every way in order. A credential that is shown and not good ends it: nobody becomes anonymous by a bad one. */
export function* identifyCaller(identifiers: readonly Identifier[], { request, facts, known, home }: Caller): Asking<Identification> {
  const attempts: AttemptTrace[] = [];
  if (identifiers.length === 0) return { kind: "known", identity: known, own: undefined, attempts, evidence: [], until: never };
  let foreign: PlainRefusal | undefined;
  const cookies: string[] = [];
  for (const identifier of identifiers) {
    const made = identifier.identify(request, facts);
    const attempt = "kind" in made ? made : yield* made;
    attempts.push(traceOf(identifier, attempt));
    if (attempt.kind === "foreign") {
      foreign ??= attempt.refusal;
      cookies.push(...(attempt.cookies ?? []));
    }
    const result = resultOf(attempt, foreign, { known, home });
    if (result !== undefined) return { ...result, attempts };
  }
  const refusal = foreign ?? missingCredential(challengeOf(identifiers));
  return { kind: "refused", refusal, open: refusal, cookies, attempts, evidence: [], until: never };
}

/** Undefined: the next way is tried. */
function resultOf(
  attempt: Attempt,
  foreign: PlainRefusal | undefined,
  { known, home }: Pick<Caller, "known" | "home">,
): Omit<KnownCaller, "attempts"> | Omit<UnknownCaller, "attempts"> | undefined {
  if (attempt.kind === "refused") return { ...attempt, until: attempt.until ?? never };
  if (attempt.kind !== "identified" || (attempt.identity.kind === "anonymous" && foreign !== undefined)) return undefined;
  // Who asks nothing does not forget whom a broader layer found.
  const identity = attempt.identity.kind === "anonymous" && known !== undefined ? known : { ...attempt.identity, home };
  return { kind: "known", identity, own: attempt, evidence: attempt.evidence, until: attempt.until };
}

function traceOf({ name }: Identifier, attempt: Attempt): AttemptTrace {
  return {
    method: name,
    outcome: attempt.kind,
    ...("refusal" in attempt && { detail: attempt.refusal.detail, ...(attempt.why !== undefined && { why: attempt.why }) }),
  };
}

/** What a caller may show, for WWW-Authenticate. */
export function challengeOf(identifiers: readonly Identifier[]): string {
  return identifiers.flatMap(({ challenge }) => challenge ?? []).join(", ");
}

/** Says that no credential was shown. */
export function missingCredential(challenge: string): PlainRefusal {
  return { kind: "unauthenticated", code: "credential_missing", detail: "No credential was shown", ...(challenge !== "" && { challenge }) };
}
