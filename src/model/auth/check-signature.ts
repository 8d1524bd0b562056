import { pointer as pointerOf } from "../../kit/json-pointer.ts";
import type { Problem } from "../../kit/problem.ts";
import type { Item } from "../../kit/structured-field/field-value.ts";
import { parseDictionary } from "../../kit/structured-field/parse-dictionary.ts";
import { serializeItem } from "../../kit/structured-field/serialize-member.ts";
import type { SignatureSpec } from "./signature-schema.ts";

/** Components of requests that are derived (RFC 9421 §2.2), without those that have parameters. */
const derived = ["@method", "@authority", "@scheme", "@target-uri", "@request-target", "@path", "@query"];
const lowerHeader = /^[!#$%&'*+.^_`|~0-9a-z-]+$/u;

/** What is wrong with a component that signatures must cover: no request would ever fit. */
type Fault = Pick<Problem, "detail" | "hint">;

/** What is wrong with identification by a signature. */
export function checkSignature({ components = [] }: SignatureSpec, pointer: string): readonly Problem[] {
  return components.flatMap((component, index): readonly Problem[] => {
    const fault = faultOf(component);
    return fault === undefined ? [] : [{ code: "INVALID_VALUE", pointer: pointer + pointerOf("components", index), ...fault }];
  });
}

/** As a signature names it. */
function identifierOf(component: string): string {
  return component.startsWith('"') ? component : `"${component}"`;
}

function faultOf(component: string): Fault | undefined {
  const item = itemOf(identifierOf(component));
  const name = item?.value.type === "string" ? item.value.value : undefined;
  if (item === undefined || name === undefined) return unreadable(component);
  const parameters = [...item.parameters.keys()];
  return name.startsWith("@") ? derivedFault(component, name, item.parameters) : headerFault(component, name, parameters);
}

/** The one way to write it: what is compared is its text. */
function itemOf(identifier: string): Item | undefined {
  const member = parseDictionary(`component=${identifier}`)?.get("component");
  return member?.kind === "item" && serializeItem(member) === identifier ? member : undefined;
}

function unreadable(component: string): Fault {
  return { detail: `Component ${component} is not one that a signature can cover`, hint: 'Write @method, content-type or "@query-param";name="id"' };
}

function derivedFault(component: string, name: string, parameters: Item["parameters"]): Fault | undefined {
  if (name === "@query-param") {
    const isNamed = parameters.size === 1 && parameters.get("name")?.type === "string";
    return isNamed ? undefined : { detail: `Component ${component} does not say which parameter`, hint: 'Write "@query-param";name="id", with the quotes' };
  }
  if (name === "@status")
    return { detail: `Component ${component} is one of answers, and no request has it`, hint: "Name components of requests: @method, @authority, @path" };
  if (!derived.includes(name)) return { detail: `Component ${component} is not known`, hint: `There are ${derived.join(", ")}` };
  return parameters.size === 0 ? undefined : { detail: `Component ${component} has parameters that it cannot have`, hint: `Write ${name}` };
}

function headerFault(component: string, name: string, parameters: readonly string[]): Fault | undefined {
  if (lowerHeader.test(name.toLowerCase()) && name !== name.toLowerCase())
    return { detail: `Header ${component} is not in lower case, and no signature covers it so`, hint: `Write ${name.toLowerCase()}` };
  if (!lowerHeader.test(name)) return unreadable(component);
  const [only, second] = parameters;
  if (only === undefined || (second === undefined && ["bs", "key"].includes(only))) return undefined;
  return { detail: `Component ${component} has a parameter that is not verified here`, hint: 'Header components may have ;bs or ;key="…"' };
}
