import { equalJson, type Json, type JsonObject } from "../../../kit/json.ts";
import type { AuthExplanation } from "../../../model/auth/auth-explanation.ts";
import type { AuthTest } from "../../../model/auth/auth-test-schema.ts";

type Expected = AuthTest["spec"]["cases"][number]["expect"];

/** Something that is not as a test wants it. */
export interface Difference {
  /** Field of `expect`: `status`, `headers.x-consumer`. */
  readonly field: string;
  readonly expected: Json;
  /** null: there is none. */
  readonly actual: Json;
}

/** What of an outcome is not as it must be; `sent` are the headers of the request. */
export function differencesOf(expected: Expected, explanation: AuthExplanation, sent: Readonly<Record<string, string>>): readonly Difference[] {
  const seen = seenIn(explanation, sent);
  return Object.entries(expected as JsonObject).flatMap(([field, wanted]): readonly Difference[] => {
    const actual = seen[field] ?? null;
    if (memberFields.has(field)) return memberDifferences(field, wanted as JsonObject, (actual ?? {}) as JsonObject);
    const fits = field === "consumer" && typeof wanted === "string" ? isConsumer(actual, wanted) : equalJson(actual, wanted);
    return fits ? [] : [{ field, expected: wanted, actual }];
  });
}

/** Fields that are compared member by member, header names in lower case. */
const memberFields: ReadonlySet<string> = new Set(["headers", "responseHeaders", "metadata", "shadow"]);

function memberDifferences(field: string, wanted: JsonObject, seen: JsonObject): readonly Difference[] {
  const spelled = (name: string): string => (field === "headers" || field === "responseHeaders" ? name.toLowerCase() : name);
  return Object.entries(wanted).flatMap(([name, value]) => {
    const actual = seen[spelled(name)] ?? null;
    return equalJson(actual, value) ? [] : [{ field: `${field}.${name}`, expected: value, actual }];
  });
}

function isConsumer(actual: Json, wanted: string): boolean {
  return typeof actual === "string" && (actual === wanted || actual.split("/")[1] === wanted);
}

function seenIn({ outcome, code, identity, answer, upstream, layers }: AuthExplanation, sent: JsonObject): Readonly<Record<string, Json | undefined>> {
  const counting = layers.filter(({ shadow }) => !shadow);
  const refusing = counting.findLast((layer) => layer.outcome === "refused");
  const asked = refusing ?? counting.findLast((layer) => layer.outcome === "passed");
  const { consumer, subject, method } = identity ?? {};
  return {
    verdict: outcome,
    status: answer?.status,
    code,
    consumer,
    subject,
    identifiedBy: method,
    phase: refusing && (refusing.rules.length === 0 ? "identify" : "authorize"),
    by: refusing?.source,
    rule: asked?.rules.find(({ decides }) => decides)?.rule,
    headers: upstream && Object.fromEntries(Object.entries({ ...sent, ...upstream.headers }).filter(([name]) => !upstream.removed.includes(name))),
    responseHeaders: upstream?.responseHeaders ?? answer?.headers,
    metadata: upstream?.metadata,
    shadow: Object.fromEntries(layers.filter(({ shadow }) => shadow).map(({ source, outcome: would }) => [source, would])),
  };
}
