import type { Condition, ExplainRequest, Explanation, WriteProblems } from "../../admin/port/fleet.ts";
import { explainRequest } from "../../graph/explain/explain-request.ts";
import { matchRe2 } from "../../kit/re2/match-re2.ts";
import type { ObjectKey } from "../../model/object/object.ts";
import type { ObjectChange } from "../../store/store.ts";
import { checkWrite } from "../fleet/check-write.ts";
import { graphConditions } from "../fleet/conditions.ts";
import type { World } from "../fleet/world.ts";
import { drainNotices } from "./drain-notices.ts";

/** The part of the admin's fleet port that the graph answers. */
export interface GraphPort {
  conditions(key: ObjectKey): readonly Condition[];
  checkWrite(changes: readonly ObjectChange[]): readonly WriteProblems[];
  notices(changes: readonly ObjectChange[]): readonly string[];
  explain(request: ExplainRequest): Explanation;
}

/** Joins the admin to the graph. */
export function createGraphPort(world: World): GraphPort {
  return {
    conditions: (key) => graphConditions(world, key),
    checkWrite: (changes) => checkWrite(world, changes),
    notices: (changes) => drainNotices(world, changes),
    explain: (request) => explainRequest(world.graph, request, (pattern, text) => matchRe2(pattern)?.test(text) ?? false),
  };
}
