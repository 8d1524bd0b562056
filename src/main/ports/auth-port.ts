import type { AuthPort, AuthQuestion } from "../../admin/port/auth.ts";
import { compilePlan } from "../../authz/decide/plan/compile-plan.ts";
import { explainCheck } from "../../authz/explain-check.ts";
import { explainRequest } from "../../graph/explain/explain-request.ts";
import type { Clock } from "../../kit/clock.ts";
import { matchRe2 } from "../../kit/re2/match-re2.ts";
import { type AuthPlan, authPlanHash } from "../../model/auth/auth-plan.ts";
import { authSchema } from "../../model/auth/auth-schema.ts";
import type { Model } from "../../model/model.ts";
import { keyTitle } from "../../model/object/object.ts";
import { auth } from "../../policy/auth/auth.ts";
import type { AuthNode } from "../../policy/auth/lower.ts";
import type { AuthFacts } from "../authz/auth-book.ts";
import { explainPatience, explainSources } from "../authz/explain-sources.ts";
import type { RunningAuthz } from "../authz/serve-authz.ts";
import { urlParts } from "../authz/url-parts.ts";
import type { World } from "../fleet/world.ts";

/** What it joins. */
export interface AuthPortOptions {
  readonly world: World;
  readonly model: Model;
  readonly facts: AuthFacts;
  /** The role authz of this process: its sessions, and what it has decided; undefined where it does not run. */
  readonly role: () => Pick<RunningAuthz, "state" | "service"> | undefined;
  readonly clock: Clock;
}

/** Joins the admin to authorization: requests are decided anew, in this process. */
export function createAuthPort({ world, model, facts, role, clock }: AuthPortOptions): AuthPort {
  const sources = explainSources(facts, () => role()?.state);
  return {
    explain: async (question) => {
      const found = question.policy === undefined ? routePlan(question, world) : policyPlan(question, world, model);
      const { plan, namespace } = found;
      if (plan === undefined) return { explanation: { outcome: "unasked", summary: found.summary, layers: [] }, namespace, layers: [] };
      const asked = { ...question, ...urlParts(question.url), path: found.path };
      const kept = role()?.service?.kept;
      const by = { facts, sources, now: clock.now(), patience: explainPatience, kept };
      const explanation = await explainCheck(compilePlan(plan, authPlanHash(plan)), asked, by);
      return { explanation, namespace, layers: plan.layers.map((layer) => layer.namespace) };
    },
  };
}

interface FoundPlan {
  readonly plan: AuthPlan | undefined;
  readonly namespace: string | undefined;
  readonly path: string;
  readonly summary: string;
}

function routePlan(question: AuthQuestion, world: World): FoundPlan {
  const { summary, rule, path } = explainRequest(world.graph, question, (pattern, text) => matchRe2(pattern)?.test(text) ?? false);
  const plan = (rule?.policies[auth.name] as AuthNode | undefined)?.plan;
  const words = rule === undefined ? summary : `No policy auth is in force on rule ${rule.name}: nobody is asked who calls`;
  return { plan, namespace: rule?.origin.object.namespace, path: path ?? urlParts(question.url).path, summary: words };
}

function policyPlan({ policy, url }: AuthQuestion, world: World, model: Model): FoundPlan {
  const object = policy === undefined ? undefined : world.written({ kind: "Policy", ...policy });
  const block = object === undefined ? undefined : model.policiesIn(object).find(({ name }) => name === auth.name);
  const { path } = urlParts(url);
  if (object === undefined || block === undefined) return { plan: undefined, namespace: undefined, path, summary: "There is no such policy" };
  const layer = { source: keyTitle(object), namespace: object.namespace, spec: authSchema.parse(block.value) };
  return { plan: { layers: [layer] }, namespace: object.namespace, path, summary: "" };
}
