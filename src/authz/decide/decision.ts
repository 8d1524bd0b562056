import type { AnswersSpec } from "../../model/auth/shape-schema.ts";
import type { AuthzErrorCode } from "../errors.ts";
import type { Miss } from "./authorize/rules-table.ts";
import type { Evidence } from "./evidence.ts";
import type { Identity } from "./identify/identity.ts";
import type { Refusal } from "./refusal.ts";
import type { RevocationQuestion } from "./revocation/revocation-index.ts";
import type { Mutations } from "./shape/mutations.ts";

/** What became of one way of identification. */
export interface AttemptTrace {
  readonly method: string;
  readonly outcome: "absent" | "foreign" | "refused" | "identified";
  /** Why it was refused, as the caller is told. */
  readonly detail?: string;
  /** More of it, for explanations alone. */
  readonly why?: string;
}

/** What one layer decided, and why. */
export interface LayerTrace {
  /** Who demands it: `Gateway shop/edge`. */
  readonly source: string;
  readonly shadow: boolean;
  /** `undecided`: of a layer in shadow alone. */
  readonly outcome: "excused" | "passed" | "refused" | "undecided";
  /** Code of the error that kept a layer in shadow from being decided. */
  readonly failure?: AuthzErrorCode;
  /** More of that, for the log of the program. */
  readonly reason?: string;
  readonly attempts: readonly AttemptTrace[];
  /** Whom the layer decided about; undefined when nobody knows. */
  readonly identity: Identity | undefined;
  /** Name of the rule that fitted. */
  readonly rule?: string;
  /** Why it cannot be said whether that rule, which denies, fits. */
  readonly error?: string;
  /** Rules that did not fit, with the first condition that failed. */
  readonly misses: readonly Miss[];
  readonly refusal?: Refusal;
}

/** What all decisions have. */
interface Decided {
  readonly identity: Identity | undefined;
  /** Of every layer that was looked at, in order. */
  readonly layers: readonly LayerTrace[];
  /** The decision may be used again until then (milliseconds since the Unix epoch), while none of the evidence is retired. */
  readonly until: number;
  readonly evidence: readonly Evidence[];
  /** Of everybody who was identified on the way: it is asked about again whenever something is revoked. */
  readonly revocable: readonly RevocationQuestion[];
  /** Of the revocations that it was asked about with. */
  readonly generation: number;
}

/** The request gets in. Only {@link allow} makes one. */
export interface Allowed extends Decided {
  readonly kind: "allowed";
  readonly mutations: Mutations;
}

/** The request does not get in. */
export interface Denied extends Decided {
  readonly kind: "denied";
  readonly refusal: Refusal;
  /** Answers of the layer that refuses, in place of the usual ones. */
  readonly answers: AnswersSpec | undefined;
  /** Values of Set-Cookie of layers that let the request pass. */
  readonly cookies: readonly string[];
  /** Which Revocation keeps it out, `namespace/name`; undefined when none does. */
  readonly revocation?: string;
}

/** What a plan decides of a request. That it cannot be decided is no decision: it is an error, and the request does not get in either. */
export type Decision = Allowed | Denied;
