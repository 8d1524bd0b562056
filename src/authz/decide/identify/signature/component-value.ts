import type { Item } from "../../../../kit/structured-field/field-value.ts";
import { parseDictionary } from "../../../../kit/structured-field/parse-dictionary.ts";
import { serializeMember } from "../../../../kit/structured-field/serialize-member.ts";
import type { DecisionRequest } from "../../request/decision-request.ts";
import { queryParameterValue } from "./query-parameter.ts";

/** The value of a component, or what is the matter with it. */
export type ComponentValue = { readonly value: string } | { readonly fault: string };

/** The value of a component of a request (RFC 9421 §2); a component that cannot be read in one way has none. */
export function componentValue({ value: name, parameters }: Item, request: DecisionRequest): ComponentValue {
  if (name.type !== "string") return { fault: "A component is not named by a text" };
  if (!name.value.startsWith("@")) return headerValue(name.value, parameters, request);
  if (name.value === "@query-param") return namedParameter(parameters, request);
  if (parameters.size > 0) return { fault: `Component ${name.value} has parameters` };
  const read = derived[name.value];
  return read === undefined ? { fault: `Component ${name.value} is not known` } : { value: read(request) };
}

const derived: Readonly<Record<string, (request: DecisionRequest) => string>> = {
  "@method": ({ view }) => view.method,
  "@authority": authority,
  "@scheme": ({ view }) => view.scheme.toLowerCase(),
  "@target-uri": (request) => `${request.view.scheme.toLowerCase()}://${authority(request)}${request.view.path}`,
  "@request-target": ({ view }) => view.path,
  "@path": ({ view }) => splitPath(view.path).path,
  "@query": ({ view }) => `?${splitPath(view.path).query ?? ""}`,
};

/** Lower case, without the scheme's own port (RFC 9421 §2.2.3). */
function authority({ view }: DecisionRequest): string {
  const host = view.host.toLowerCase();
  const usual = view.scheme.toLowerCase() === "http" ? ":80" : ":443";
  return host.endsWith(usual) ? host.slice(0, -usual.length) : host;
}

function splitPath(target: string): { readonly path: string; readonly query: string | undefined } {
  const mark = target.indexOf("?");
  const path = mark < 0 ? target : target.slice(0, mark);
  return { path: path === "" ? "/" : path, query: mark < 0 ? undefined : target.slice(mark + 1) };
}

function namedParameter(parameters: Item["parameters"], { view }: DecisionRequest): ComponentValue {
  const name = parameters.get("name");
  if (name?.type !== "string" || parameters.size !== 1) return { fault: "Component @query-param needs the parameter name, and no other" };
  const value = queryParameterValue(splitPath(view.path).query ?? "", name.value);
  return value === undefined ? { fault: `Query parameter ${name.value} is not there exactly once` } : { value };
}

function headerValue(name: string, parameters: Item["parameters"], { view }: DecisionRequest): ComponentValue {
  const lines = /^[!#$%&'*+.^_`|~0-9a-z-]+$/u.test(name) ? view.headerLines(name) : undefined;
  if (lines === undefined) return { fault: `Header ${name} is not there` };
  const trimmed = lines.map(unfolded);
  const [only, second] = [...parameters.keys()];
  if (only === undefined) return { value: trimmed.join(", ") };
  if (second !== undefined) return { fault: `Header ${name} is signed with parameters that do not go together` };
  if (only === "bs") return { value: trimmed.map((line) => `:${Buffer.from(line, "utf8").toString("base64")}:`).join(", ") };
  if (only === "key") return memberValue(name, trimmed.join(", "), parameters.get("key"));
  return { fault: `Parameter ${only} of a component is not known here` };
}

/** A line that was folded, in one. */
function unfolded(line: string): string {
  const parts = line.split("\n").map((part) => part.trim());
  return parts.filter((part) => part !== "").join(" ");
}

/** In a longer header no member is looked for. */
const longestDictionary = 8192;

function memberValue(name: string, text: string, key: Item["value"] | undefined): ComponentValue {
  const member = key?.type === "string" && text.length <= longestDictionary ? parseDictionary(text)?.get(key.value) : undefined;
  return member === undefined ? { fault: `Header ${name} has no such member` } : { value: serializeMember(member) };
}
