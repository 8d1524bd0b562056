import type { ConsumerScope } from "../directory/consumer.ts";
import type { Evidence } from "../evidence.ts";
import type { Facts } from "../facts.ts";
import type { Asking, KeySource } from "../need.ts";
import type { Input } from "../plan/input.ts";
import type { PlainRefusal, Refusal } from "../refusal.ts";
import type { DecisionRequest } from "../request/decision-request.ts";
import type { Removal } from "../shape/removal.ts";
import type { Identity } from "./identity.ts";

/**
 * What one way of identification came to. `absent`: no credential of this kind was shown, so the next way is tried. `foreign`: what was shown
 * is not this way's; the next one is tried, but nobody is taken for anonymous any more. `refused`: it is this way's, and not good. `why` says more
 * than the caller may know, for explanations: what a credential says of itself, never the credential.
 */
export type Attempt = { readonly kind: "absent" } | Foreign | Refused | Identified;

/** A credential that is not this way's, or is over. */
export interface Foreign {
  readonly kind: "foreign";
  readonly refusal: PlainRefusal;
  readonly why?: string;
  /** Values of Set-Cookie for whoever is not let in by another way either: they take away what is good for nothing. */
  readonly cookies?: readonly string[];
}

/** A credential of this way that is not good, or a request that the way itself answers. */
export interface Refused {
  readonly kind: "refused";
  readonly refusal: Refusal;
  readonly evidence: readonly Evidence[];
  /** Until when that is so, in milliseconds since the Unix epoch. */
  readonly until?: number;
  readonly why?: string;
  /** Who logged in or out, for the log. */
  readonly identity?: Identity;
}

/** A caller that is known. */
export interface Identified {
  readonly kind: "identified";
  readonly identity: Identity;
  readonly evidence: readonly Evidence[];
  /** Until when the credential is good, in milliseconds since the Unix epoch. */
  readonly until: number;
  /** Values of Set-Cookie for the answer. */
  readonly cookies?: readonly string[];
}

/** Where the policy stands. */
export interface PolicyPlace {
  readonly scope: ConsumerScope;
  /** Whose secrets it means. */
  readonly namespace: string;
}

/** One way of identification, ready to run. */
export interface Identifier {
  readonly name: string;
  readonly inputs: readonly Input[];
  /** What a caller without credential is told to show; undefined when there is no word for it. */
  readonly challenge: string | undefined;
  /** Whose keys it needs: they are fetched before the first request comes. */
  readonly keySources?: readonly KeySource[];
  /** What never goes on to the backend, whoever calls. */
  readonly hides?: readonly Removal[];
  /** What else of a request is a credential, beside the inputs. */
  readonly secrets?: readonly Input[];
  /** What becomes of a request of nobody: a browser may be sent to log in. */
  readonly offerLogin?: (request: DecisionRequest, refusal: PlainRefusal) => Asking<Refusal>;
  /** A way that needs nothing from outside answers at once. */
  identify(request: DecisionRequest, facts: Facts): Attempt | Asking<Attempt>;
}
