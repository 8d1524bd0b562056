import type { NodeMatcher, StringMatcher, StructMatcher, ValueMatcher } from "../../gen/envoy/type/matcher/v3.ts";
import type { Json, JsonObject } from "../../kit/json.ts";
import { checkRe2 } from "../../kit/re2/check-re2.ts";
import { matchRe2 } from "../../kit/re2/match-re2.ts";
import type { NodeIdentity } from "../fleet/node-identity.ts";

type Test<T> = (value: T) => boolean;

/** A matcher that cannot be used; the message says which and why. */
export class NodeMatcherError extends Error {}

/**
 * What `ClientStatusRequest.node_matchers` asks for: nodes that one of the matchers fits, all of them where there is none. A matcher fits when
 * its `node_id` and each of its `node_metadatas` do. Throws a `NodeMatcherError`.
 */
export function matchNodes(matchers: readonly NodeMatcher[]): Test<NodeIdentity> {
  const tests = matchers.map(matchNode);
  return (node) => tests.length === 0 || tests.some((test) => test(node));
}

function matchNode({ node_id: id, node_metadatas: metadatas = [] }: NodeMatcher, index: number): Test<NodeIdentity> {
  const at = `node_matchers[${index}]`;
  if (id === undefined && metadatas.length === 0) throw new NodeMatcherError(`${at} is empty: give a node_id or node_metadatas`);
  const byId = id === undefined ? always : matchText(id, `${at}.node_id`);
  const byMetadata = metadatas.map((matcher, place) => matchStruct(matcher, `${at}.node_metadatas[${place}]`));
  return (node) => byId(node.id) && byMetadata.every((test) => test(node.metadata));
}

function always(): boolean {
  return true;
}

function matchStruct({ path = [], value }: StructMatcher, at: string): Test<JsonObject> {
  if (path.length === 0) throw new NodeMatcherError(`${at}.path is empty: name at least one key`);
  const keys = path.map((segment) => segment.key ?? "");
  const test = matchValue(value, `${at}.value`);
  return (metadata) => test(keys.reduce<Json | undefined>(memberOf, metadata));
}

function memberOf(value: Json | undefined, key: string): Json | undefined {
  const isObject = typeof value === "object" && value !== null && !Array.isArray(value);
  return isObject && Object.hasOwn(value, key) ? (value as JsonObject)[key] : undefined;
}

function matchValue(matcher: ValueMatcher | undefined, at: string): Test<Json | undefined> {
  if (matcher?.null_match !== undefined) return (value) => value === null;
  if (matcher?.double_match !== undefined) return matchNumber(matcher.double_match);
  if (matcher?.string_match !== undefined) {
    const test = matchText(matcher.string_match, `${at}.string_match`);
    return (value) => typeof value === "string" && test(value);
  }
  if (matcher?.bool_match !== undefined) return (value) => value === matcher.bool_match;
  if (matcher?.present_match !== undefined) return (value) => (value !== undefined) === matcher.present_match;
  if (matcher?.list_match !== undefined) {
    const test = matchValue(matcher.list_match.one_of, `${at}.list_match.one_of`);
    return (value) => Array.isArray(value) && value.some(test);
  }
  if (matcher?.or_match !== undefined) {
    const tests = (matcher.or_match.value_matchers ?? []).map((each, index) => matchValue(each, `${at}.or_match.value_matchers[${index}]`));
    return (value) => tests.some((test) => test(value));
  }
  throw new NodeMatcherError(`${at} is empty: say what the value has to be`);
}

function matchNumber({ range, exact }: NonNullable<ValueMatcher["double_match"]>): Test<Json | undefined> {
  if (range === undefined) return (value) => value === exact;
  const { start = 0, end = 0 } = range;
  return (value) => typeof value === "number" && value >= start && value < end;
}

function matchText(matcher: StringMatcher, at: string): Test<string> {
  if (matcher.safe_regex !== undefined) return matchRegex(matcher.safe_regex.regex ?? "", at);
  const fold = (text: string): string => (matcher.ignore_case === true ? text.toLowerCase() : text);
  const { exact, prefix, suffix, contains } = matcher;
  if (exact !== undefined) return (text) => fold(text) === fold(exact);
  if (prefix !== undefined) return (text) => fold(text).startsWith(fold(prefix));
  if (suffix !== undefined) return (text) => fold(text).endsWith(fold(suffix));
  if (contains !== undefined) return (text) => fold(text).includes(fold(contains));
  throw new NodeMatcherError(`${at} cannot be used: give exact, prefix, suffix, contains or safe_regex`);
}

function matchRegex(pattern: string, at: string): Test<string> {
  const matcher = matchRe2(pattern);
  if (matcher === undefined)
    throw new NodeMatcherError(`${at}.safe_regex ${JSON.stringify(pattern)} cannot be used: ${checkRe2(pattern)?.message ?? "it is too large"}`);
  return (text) => matcher.test(text);
}
