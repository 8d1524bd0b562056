import type { Prepared } from "./decide/prepare.ts";
import type { Descriptor, LimitRequest, RequestRefusal } from "./decide/request.ts";
import type { MatchStep } from "./decide/rules/match-descriptor.ts";

/** Where limits come from: files, objects, a control plane. What they decide may change: the limiter is told then. */
export interface LimitSource {
  /** Which counters a request is held against. Equal requests get equal answers until the limiter is told of a change of their domain. One that only looks is not counted anywhere. */
  prepare(request: LimitRequest, options?: { readonly isLook: boolean }): Prepared | RequestRefusal;
  /** The way of a descriptor through the rules of a domain, for explanations; empty where there are none. */
  steps?(domain: string, descriptor: Descriptor): readonly MatchStep[];
}

/** Refuses everything: nothing has been loaded yet. */
export const noLimits: LimitSource = { prepare: () => ({ kind: "unavailable", detail: "No limits are loaded yet" }) };
