import { wireName } from "../request/check-view.ts";
import type { DecisionRequest, MetadataOwner } from "../request/decision-request.ts";
import { metadataText } from "../request/read-metadata.ts";
import { WireError } from "../request/wire-cursor.ts";

/**
 * Something of a request that a decision depends on. Two requests that are equal in all inputs of a plan get the same decision, so the
 * inputs are the key of the cache.
 */
export interface Input {
  /** Equal inputs have equal ids: `header:x-api-key`. */
  readonly id: string;
  /** True when it is made of the path: a path that can be read in two ways is refused then. */
  readonly ofPath?: boolean;
  /** Undefined when the request has no such thing. */
  read(request: DecisionRequest): string | undefined;
}

/** A header; its name in lower case. */
export function headerInput(name: string): Input {
  const lower = name.toLowerCase();
  const wire = wireName(lower);
  return { id: `header:${lower}`, read: (request) => request.header(wire) };
}

/** Whether a header is there, whatever it says; its name in lower case. */
export function presenceInput(name: string): Input {
  const wire = wireName(name);
  return { id: `header-there:${name}`, read: (request) => (request.header(wire) === undefined ? undefined : "") };
}

/** One cookie, by its name. */
export function cookieInput(name: string): Input {
  return { id: `cookie:${name}`, read: (request) => request.cookie(name) };
}

/** One query parameter. */
export function queryInput(name: string): Input {
  return { id: `query:${name}`, read: (request) => request.query(name) };
}

/** One namespace of metadata. One that cannot be read is equal to another such one. */
export function metadataInput(owner: MetadataOwner, namespace: string): Input {
  return {
    id: `${owner === "request" ? "metadata" : "route-metadata"}:${namespace}`,
    read: (request) => {
      const values = request.metadata(owner, namespace);
      return values instanceof WireError ? "unreadable" : values && metadataText(values);
    },
  };
}

/** The method of a request. */
export const methodInput: Input = { id: "method", read: (request) => request.method };

/** The host without port. */
export const hostInput: Input = { id: "host", read: (request) => request.hostname };

/** Inputs without repetition, in the order of their ids, so that a plan's key does not depend on how it was put together. */
export function distinctInputs(inputs: readonly Input[]): readonly Input[] {
  const byId = new Map(inputs.map((input) => [input.id, input]));
  return [...byId.values()].sort((left, right) => (left.id < right.id ? -1 : 1));
}

/** What a decision is kept by: the plan, and everything of a request that it looks at. */
export function decisionKey({ hash, inputs }: { readonly hash: string; readonly inputs: readonly Input[] }, request: DecisionRequest): string {
  return `${hash}${inputKey(inputs, request)}`;
}

/** The values of all inputs in one text. No two lists of values have the same: every value stands behind its length. */
function inputKey(inputs: readonly Input[], request: DecisionRequest): string {
  let key = "";
  for (const input of inputs) {
    const value = input.read(request);
    key += value === undefined ? "-" : `${value.length}:${value}`;
  }
  return key;
}
