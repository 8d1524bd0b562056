import type { JsonObject } from "../../../kit/json.ts";
import { planExtensions } from "../../../model/auth/auth-plan.ts";
import type { Decision, LayerTrace } from "../decision.ts";
import type { Identity } from "../identify/identity.ts";
import { type CheckView, wireName } from "../request/check-view.ts";
import { requestPath } from "../request/request-path.ts";
import { credentialMask, type TextMask } from "./mask.ts";

/** Something that was decided. */
export interface DecidedRequest {
  readonly view: CheckView;
  /** Milliseconds since the Unix epoch. */
  readonly now: number;
  /** Hash of the plan that decided. */
  readonly plan: string;
  readonly decision: Decision;
  /** True when the decision was made before, for a request that is the same in everything that counts. */
  readonly cached: boolean;
}

/** Something that could not be decided; without a view when the request could not be read. */
export interface UndecidedRequest {
  readonly view: CheckView | undefined;
  /** Milliseconds since the Unix epoch. */
  readonly now: number;
  readonly code: string;
}

/** How requests are told. */
export interface RecordOptions {
  /** Request headers that are told; names in lower case. */
  readonly headers: readonly string[];
  /** Credentials of the request. */
  readonly credentials: () => readonly string[];
}

const targetName = wireName(planExtensions.target);
const longestText = 2048;

/**
 * What is told of a decision. Nothing of a request goes in that may be a credential: no query, no body, no claims and no header but those that are
 * named, and of an expression without a value only that it had none, because its message may quote what it read.
 */
export function decisionRecord({ view, now, plan, decision, cached }: DecidedRequest, options: RecordOptions): JsonObject {
  return {
    time: new Date(now).toISOString(),
    ...requestFields(view, options),
    plan,
    outcome: decision.kind,
    ...(decision.kind === "denied" && { code: decision.refusal.code, ...(decision.revocation !== undefined && { revocation: decision.revocation }) }),
    cached,
    ...(decision.identity !== undefined && { identity: identityFields(decision.identity) }),
    layers: decision.layers.map((layer) => layerFields(layer, decision.identity)),
  };
}

/** What is told of a request that could not be decided. */
export function errorRecord({ view, now, code }: UndecidedRequest, options: RecordOptions): JsonObject {
  return { time: new Date(now).toISOString(), ...(view !== undefined && requestFields(view, options)), outcome: "error", code };
}

/** Parts of a request that no decision has looked at may be no message. */
function requestFields(view: CheckView, { headers, credentials }: RecordOptions): JsonObject {
  try {
    return readRequest(view, headers, credentialMask(credentials()));
  } catch {
    return { unreadable: true };
  }
}

/** Masked is what the client chooses alone, and nothing by which it is told apart. */
function readRequest(view: CheckView, headers: readonly string[], mask: TextMask): JsonObject {
  const path = requestPath(view.path);
  const named = headers.flatMap((name) => {
    const value = view.header(wireName(name));
    return value === undefined ? [] : [[name, short(mask(value))] as const];
  });
  return {
    ...(view.id !== "" && { id: short(view.id) }),
    target: short(view.contextExtension(targetName) ?? ""),
    request: {
      method: short(view.method),
      host: short(view.host),
      path: short(mask(path.kind === "plain" ? path.path : (view.path.split(/[?#]/u, 1)[0] ?? ""))),
      source: short(view.sourceAddress),
      ...(named.length > 0 && { headers: Object.fromEntries(named) }),
    },
  };
}

function identityFields({ kind, method, subject, session, consumer, credential, groups }: Identity): JsonObject {
  return {
    kind,
    method,
    subject: short(subject),
    ...(session !== undefined && { session }),
    ...(consumer !== undefined && { consumer: `${consumer.namespace}/${consumer.name}` }),
    ...(credential !== undefined && { credential }),
    groups: groups.slice(0, 64).map(short),
  };
}

/** With whom the layer found, where that is not who is named for the whole. */
function layerFields({ identity, ...layer }: LayerTrace, caller: Identity | undefined): JsonObject {
  const { source, shadow, outcome, failure, attempts, rule, error, misses, refusal } = layer;
  const isFound = identity !== caller && attempts.some((attempt) => attempt.outcome === "identified");
  const failed = misses.filter((miss) => miss.error !== undefined).map((miss) => miss.rule);
  return {
    source,
    outcome,
    ...(shadow && { shadow }),
    ...(failure !== undefined && { code: failure }),
    ...(rule !== undefined && { rule }),
    ...(error !== undefined && { withoutValue: [rule ?? ""] }),
    ...(failed.length > 0 && { withoutValue: failed }),
    ...(refusal !== undefined && { code: refusal.code }),
    ...(identity !== undefined && isFound && { identity: identityFields(identity) }),
    ...(attempts.length > 0 && { identify: attempts.map((attempt) => ({ method: attempt.method, outcome: attempt.outcome })) }),
  };
}

function short(text: string): string {
  return text.length <= longestText ? text : `${text.slice(0, longestText)}…`;
}
