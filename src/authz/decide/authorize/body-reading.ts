import type { Json } from "../../../kit/json.ts";
import type { StrictJson } from "../../../kit/strict-json.ts";
import { exactValue } from "../../../model/auth/expression/exact-value.ts";
import { cut } from "../explain/cut.ts";
import type { DecisionRequest } from "../request/decision-request.ts";
import { BodyFault } from "../request/request-body.ts";
import type { ConditionResult } from "./condition.ts";

/** Something of a body, as expressions take it. */
export type BodyValue = string | ReturnType<typeof exactValue>;

/** What expressions may read of a body, by field of `request`. Each reader throws a {@link BodyFault}. */
const bodyFields: Readonly<Record<string, (request: DecisionRequest) => BodyValue>> = {
  body: ({ bodyText }) => bodyText,
  json: ({ bodyJson }) => exactValue(bodyJson),
};

/**
 * Reads a body for one evaluation of an expression, when that comes to ask for it. What was decided by a body is good for this request alone: hardly any comes twice, so
 * that it would only take the room of decisions that do.
 */
export class BodyReading {
  readonly #request: DecisionRequest;
  #wasRead = false;
  #fault: BodyFault | undefined;

  constructor(request: DecisionRequest) {
    this.#request = request;
  }

  read(field: string): BodyValue {
    this.#wasRead = true;
    try {
      return bodyFields[field]?.(this.#request) ?? null;
    } catch (error) {
      if (error instanceof BodyFault) this.#fault = error;
      throw error;
    }
  }

  /** What the expression came to, with what is to be said of the body. */
  told(result: ConditionResult): ConditionResult {
    if (!this.#wasRead) return result;
    const told = { ...result, until: this.#request.now };
    return this.#fault === undefined || result.error === undefined ? told : { ...told, error: this.#fault.message, fault: this.#fault };
  }
}

/** A part of the body for explanations: of JSON the members that are named, and of all a beginning. */
export function shownBody(request: DecisionRequest, field: string, names: readonly string[]): Json {
  try {
    if (field === "body") return cut(request.bodyText);
    const { bodyJson } = request;
    if (!(bodyJson instanceof Map) || names.length === 0) return shownJson(bodyJson);
    return Object.fromEntries(names.map((name) => [name, shownJson((bodyJson as ReadonlyMap<string, StrictJson>).get(name))]));
  } catch (error) {
    if (error instanceof BodyFault) return error.message;
    throw error;
  }
}

/** As it is when that is short. */
function shownJson(value: StrictJson | undefined): Json {
  if (value === undefined) return null;
  const text = JSON.stringify(value, (_, member: unknown) => {
    if (typeof member === "bigint") return String(member);
    return member instanceof Map ? Object.fromEntries(member as ReadonlyMap<string, unknown>) : member;
  });
  return cut(text) === text ? (JSON.parse(text) as Json) : cut(text);
}
