import type { Prepared } from "./decide/prepare.ts";
import type { LimitRequest, RequestRefusal } from "./decide/request.ts";

/** Where limits come from: files, objects, a control plane. One version of them; a new version is a new source. */
export interface LimitSource {
  /** Which counters a request is held against. Equal requests get equal answers as long as the source is the same. */
  prepare(request: LimitRequest): Prepared | RequestRefusal;
}

/** Refuses everything: nothing has been loaded yet. */
export const noLimits: LimitSource = { prepare: () => ({ kind: "unavailable", detail: "No limits are loaded yet" }) };
