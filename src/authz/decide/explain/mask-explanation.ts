import type { Json, JsonObject } from "../../../kit/json.ts";
import type { AuthExplanation } from "../../../model/auth/auth-explanation.ts";
import type { TextMask } from "../record/mask.ts";

type ExplainedLayer = AuthExplanation["layers"][number];
type Conditions = ExplainedLayer["rules"][number]["conditions"];

/**
 * Masks credentials in those texts of an explanation that quote the request. What is decided, by whom, about whom and by which rule stays as it is, whatever the
 * request shows.
 */
export function maskExplanation(explanation: AuthExplanation, mask: TextMask): AuthExplanation {
  const { layers, answer, upstream } = explanation;
  return {
    ...explanation,
    layers: layers.map((layer) => maskLayer(layer, mask)),
    ...(answer !== undefined && { answer: maskValues(answer, mask) }),
    ...(upstream !== undefined && { upstream: maskValues(upstream, mask) }),
  };
}

function maskLayer(layer: ExplainedLayer, mask: TextMask): ExplainedLayer {
  const { excuse, identify, rules, refusal } = layer;
  return {
    ...layer,
    ...(excuse !== undefined && { excuse: maskConditions(excuse, mask) }),
    identify: identify.map((attempt) => ({
      ...attempt,
      read: attempt.read.map(({ input, value }) => ({ input, value: mask(value) })),
      ...(attempt.detail !== undefined && { detail: mask(attempt.detail) }),
      ...(attempt.why !== undefined && { why: mask(attempt.why) }),
    })),
    rules: rules.map((rule) => ({ ...rule, conditions: maskConditions(rule.conditions, mask) })),
    ...(refusal !== undefined && { refusal: { ...refusal, detail: mask(refusal.detail) } }),
  };
}

function maskConditions(conditions: Conditions, mask: TextMask): Conditions {
  return conditions.map((condition) => ({
    ...condition,
    had: maskValues(condition.had, mask),
    ...(condition.error !== undefined && { error: mask(condition.error) }),
  }));
}

/** Names of members are the policy's: of fields, headers and claims. What stands deeper, in a claim or in metadata, is somebody else's. */
function maskValues<Value>(value: Value, mask: TextMask): Value {
  return maskIn(value as Json, mask, 2) as Value;
}

function maskIn(value: Json, mask: TextMask, own: number): Json {
  if (typeof value === "string") return mask(value);
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map((item: Json) => maskIn(item, mask, own - 1));
  const members = Object.entries(value as JsonObject);
  return Object.fromEntries(members.map(([name, member]) => [own > 0 ? name : mask(name), maskIn(member, mask, own - 1)]));
}
