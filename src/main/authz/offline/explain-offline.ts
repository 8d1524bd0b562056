import { explainCheck } from "../../../authz/explain-check.ts";
import type { AuthQuestion } from "../../../client/client.ts";
import type { AuthExplanation } from "../../../model/auth/auth-explanation.ts";
import type { Model } from "../../../model/model.ts";
import type { WrittenObject } from "../../../model/object/object.ts";
import { explainPatience, explainSources } from "../explain-sources.ts";
import { urlParts } from "../url-parts.ts";
import { OfflineAuth } from "./offline-auth.ts";

/** What came of a question. */
export interface OfflineExplanation {
  /** Undefined when there is no such policy. */
  readonly explanation: AuthExplanation | undefined;
  readonly warnings: readonly string[];
}

/** Decides a request by objects of files. Identity providers are asked as the service would ask them; nobody else is. */
export async function explainOffline(
  question: AuthQuestion,
  objects: readonly WrittenObject[],
  { model, now }: { readonly model: Model; readonly now: number },
): Promise<OfflineExplanation> {
  const offline = new OfflineAuth(objects, { model, now });
  const { policy, method = "GET", headers = {}, url = "http://localhost/" } = question;
  const asked = { ...question, method, headers, ...urlParts(url) };
  const warnings = policy === undefined ? offline.findings : [];
  const own = policy === undefined ? undefined : offline.policy(`${policy.namespace ?? "default"}/${policy.name}`);
  if (policy !== undefined && own === undefined) return { explanation: undefined, warnings };
  const found = own === undefined ? offline.find(asked) : ({ kind: "plan", plan: own, path: asked.path } as const);
  if (found.kind === "none") return { explanation: { outcome: "unasked", summary: found.summary, layers: [] }, warnings };
  const { facts } = offline;
  const options = { facts, sources: explainSources(facts), now, patience: explainPatience };
  return { explanation: await explainCheck(found.plan, { ...asked, path: found.path }, options), warnings };
}
