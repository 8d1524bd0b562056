import type { AuthExplanation } from "../../../model/auth/auth-explanation.ts";
import type { Decision, Denied } from "../decision.ts";
import type { Identity } from "../identify/identity.ts";
import type { CompiledPlan } from "../plan/compiled-plan.ts";
import { credentialTexts } from "../record/credentials.ts";
import { credentialMask, type TextMask } from "../record/mask.ts";
import { answerReader } from "../reply/answer-reader.ts";
import { deniedAnswer } from "../reply/denied-answer.ts";
import { wireName } from "../request/check-view.ts";
import type { DecisionRequest } from "../request/decision-request.ts";
import { joinValues } from "../shape/join-shapes.ts";
import type { Mutations, Pair } from "../shape/mutations.ts";
import { explainCache } from "./explain-cache.ts";
import { explainIdentity } from "./explain-identity.ts";
import { explainLayer } from "./explain-layer.ts";
import { maskExplanation } from "./mask-explanation.ts";

/** Tells what was decided of a request, and why. Credentials are masked wherever they stand. */
export function explainDecision(plan: CompiledPlan, request: DecisionRequest, decision: Decision): AuthExplanation {
  const { identity, layers } = decision;
  const mask = credentialMask(credentialTexts(plan.credentials, request));
  const explanation: AuthExplanation = {
    outcome: decision.kind,
    summary: summaryOf(decision, request, mask),
    layers: layers.flatMap((trace, index) => {
      const layer = plan.layers[index];
      return layer === undefined ? [] : [explainLayer(layer, trace, { plan, request, before: layers.slice(0, index) })];
    }),
    ...(identity !== undefined && { identity: explainIdentity(identity) }),
    ...(decision.kind === "denied" ? refusalOf(decision, request) : { upstream: upstreamOf(decision.mutations, request) }),
    cache: explainCache(plan, request, decision),
  };
  return maskExplanation(explanation, mask);
}

function summaryOf(decision: Decision, request: DecisionRequest, mask: TextMask): string {
  const shadows = decision.layers.filter(({ shadow, outcome }) => shadow && outcome === "refused").map(({ source }) => source);
  const shadowed = shadows.length === 0 ? "" : `; ${shadows.join(", ")} in shadow would refuse it`;
  const who = callerText(decision.identity);
  if (decision.kind === "allowed") return `${who} gets in${shadowed}`;
  const { status } = deniedAnswer(decision, answerReader(request));
  const refusing = decision.layers.findLast(({ shadow, outcome }) => !shadow && outcome === "refused");
  const by = decision.revocation === undefined ? (refusing?.source ?? "nobody") : `Revocation ${decision.revocation}`;
  return `${who} is answered ${status} (${decision.refusal.code}) by ${by}: ${mask(decision.refusal.detail)}${shadowed}`;
}

function callerText(identity: Identity | undefined): string {
  if (identity === undefined) return "A caller whom nobody knows";
  if (identity.consumer !== undefined) return `Consumer ${identity.consumer.namespace}/${identity.consumer.name}`;
  return identity.subject === "" ? "An anonymous caller" : `Caller ${identity.subject}`;
}

function refusalOf(denied: Denied, request: DecisionRequest): Pick<AuthExplanation, "answer" | "code"> {
  const { status, headers, body } = deniedAnswer(denied, answerReader(request));
  return { code: denied.refusal.code, answer: { status, headers: record(headers), body } };
}

function upstreamOf(
  { headers, appendHeaders, removeHeaders, setQuery, removeQuery, responseHeaders, appendResponseHeaders, cookies, metadata }: Mutations,
  request: DecisionRequest,
): NonNullable<AuthExplanation["upstream"]> {
  const whole = appendHeaders.map(([name, value]): Pair => [name, joinValues(name, request.header(wireName(name)) ?? "", value)]);
  return {
    headers: record([...headers, ...whole]),
    removed: removeHeaders,
    query: record(setQuery),
    queryRemoved: removeQuery,
    responseHeaders: record([...responseHeaders, ...appendResponseHeaders, ...cookies.map((cookie): Pair => ["set-cookie", cookie])]),
    metadata,
  };
}

/** Sessions stand in cookies, and a logout names its token in the address that a browser is sent to. */
function record(pairs: readonly Pair[]): Readonly<Record<string, string>> {
  const groups = Map.groupBy(pairs, ([name]) => name);
  return Object.fromEntries([...groups].map(([name, all]) => [name, all.map(([, value]) => shownValue(name, value)).join(", ")]));
}

function shownValue(name: string, value: string): string {
  if (name === "set-cookie") return `${value.split("=", 1)[0] ?? ""}=[masked]`;
  return name === "location" ? value.replace(/\?.*$/su, "?[masked]") : value;
}
