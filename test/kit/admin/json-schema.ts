import { equalJson, type Json, type JsonObject } from "../../../src/kit/json.ts";
import { textOf } from "./text-of.ts";

/** Words that say nothing of whether a value is valid. */
const silent = new Set(["description", "title", "default", "example", "examples", "readOnly", "format", "deprecated", "$comment"]);

/**
 * What is wrong with an answer by a JSON Schema (2020-12, `writeOnly` of OpenAPI taken as a ban), as `pointer: sentence`; empty when it is valid. References go into the
 * document. A keyword that it does not know is an error of its own, so that no rule is passed over in silence.
 */
export function schemaProblems(schema: Json, value: Json, document: JsonObject): readonly string[] {
  return problemsAt({ schema, value, at: "", document });
}

interface Place {
  readonly schema: Json;
  readonly value: Json;
  readonly at: string;
  readonly document: JsonObject;
}

type Keyword = (argument: Json, place: Place & { readonly schema: JsonObject }) => readonly string[];

function problemsAt(place: Place): readonly string[] {
  const { schema, at } = place;
  if (schema === true) return [];
  if (schema === false) return [`${at}: nothing is permitted here`];
  const object = schema as JsonObject;
  return Object.entries(object).flatMap(([word, argument]) => {
    if (silent.has(word) || word.startsWith("x-")) return [];
    const keyword = keywords[word];
    return keyword === undefined ? [`${at}: keyword ${word} is not known to the checker`] : keyword(argument, { ...place, schema: object });
  });
}

function isObject(value: Json): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function typeOf(value: Json): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "array";
  return typeof value;
}

function hasType(value: Json, type: Json): boolean {
  return type === "integer" ? Number.isInteger(value) : typeOf(value) === type;
}

function bound(test: (size: number, limit: number) => boolean, sizeOf: (value: Json) => number | undefined, word: string): Keyword {
  return (argument, { value, at }) => {
    const size = sizeOf(value);
    return size === undefined || test(size, argument as number) ? [] : [`${at}: ${size} is not ${word} ${textOf(argument)}`];
  };
}

const ofNumber = (value: Json) => (typeof value === "number" ? value : undefined);
const ofText = (value: Json) => (typeof value === "string" ? Array.from(value).length : undefined);
const ofList = (value: Json) => (Array.isArray(value) ? value.length : undefined);
const ofObject = (value: Json) => (isObject(value) ? Object.keys(value).length : undefined);
const least = (size: number, limit: number) => size >= limit;
const most = (size: number, limit: number) => size <= limit;

function options(place: Place, schemas: Json): readonly (readonly string[])[] {
  return (schemas as readonly Json[]).map((schema) => problemsAt({ ...place, schema }));
}

const keywords: Readonly<Record<string, Keyword>> = {
  $ref: (argument, place) => {
    const target = textOf(argument)
      .replace(/^#\//u, "")
      .split("/")
      .reduce<Json | undefined>((inner, name) => (inner as JsonObject | undefined)?.[name], place.document);
    return target === undefined ? [`${place.at}: reference ${textOf(argument)} leads nowhere`] : problemsAt({ ...place, schema: target });
  },
  type: (argument, { value, at }) => {
    const types = Array.isArray(argument) ? (argument as readonly Json[]) : [argument];
    return types.some((type) => hasType(value, type)) ? [] : [`${at}: ${typeOf(value)} is not ${types.map(textOf).join(" or ")}`];
  },
  const: (argument, { value, at }) => (equalJson(argument, value) ? [] : [`${at}: ${JSON.stringify(value)} is not ${JSON.stringify(argument)}`]),
  enum: (argument, { value, at }) =>
    (argument as readonly Json[]).some((one) => equalJson(one, value)) ? [] : [`${at}: ${JSON.stringify(value)} is not one of ${JSON.stringify(argument)}`],
  pattern: (argument, { value, at }) =>
    typeof value !== "string" || new RegExp(textOf(argument), "u").test(value) ? [] : [`${at}: ${JSON.stringify(value)} does not match ${textOf(argument)}`],
  minimum: bound(least, ofNumber, "at least"),
  maximum: bound(most, ofNumber, "at most"),
  exclusiveMinimum: bound((size, limit) => size > limit, ofNumber, "more than"),
  exclusiveMaximum: bound((size, limit) => size < limit, ofNumber, "less than"),
  minLength: bound(least, ofText, "at least"),
  maxLength: bound(most, ofText, "at most"),
  minItems: bound(least, ofList, "at least"),
  maxItems: bound(most, ofList, "at most"),
  minProperties: bound(least, ofObject, "at least"),
  maxProperties: bound(most, ofObject, "at most"),
  items: (argument, place) =>
    Array.isArray(place.value)
      ? (place.value as readonly Json[]).flatMap((value, index) => problemsAt({ ...place, schema: argument, value, at: `${place.at}/${index}` }))
      : [],
  required: (argument, { value, at }) =>
    isObject(value) ? (argument as readonly string[]).filter((name) => !Object.hasOwn(value, name)).map((name) => `${at}: ${name} is missing`) : [],
  properties: (argument, place) =>
    isObject(place.value)
      ? Object.entries(place.value).flatMap(([name, value]) => {
          const schema = (argument as JsonObject)[name];
          return schema === undefined ? [] : problemsAt({ ...place, schema, value, at: `${place.at}/${name}` });
        })
      : [],
  additionalProperties: (argument, place) => {
    if (!isObject(place.value)) return [];
    const declared = (place.schema["properties"] ?? {}) as JsonObject;
    return Object.entries(place.value)
      .filter(([name]) => !Object.hasOwn(declared, name))
      .flatMap(([name, value]) => problemsAt({ ...place, schema: argument, value, at: `${place.at}/${name}` }));
  },
  propertyNames: (argument, place) =>
    isObject(place.value) ? Object.keys(place.value).flatMap((name) => problemsAt({ ...place, schema: argument, value: name, at: `${place.at} (name)` })) : [],
  anyOf: (argument, place) => {
    const results = options(place, argument);
    return results.some((problems) => problems.length === 0) ? [] : [`${place.at}: none of anyOf: ${JSON.stringify(results)}`];
  },
  oneOf: (argument, place) => {
    const results = options(place, argument);
    const valid = results.filter((problems) => problems.length === 0).length;
    return valid === 1 ? [] : [`${place.at}: ${valid} of oneOf hold: ${JSON.stringify(results)}`];
  },
  writeOnly: (argument, { at }) => (argument === true ? [`${at}: what is write-only stands in an answer`] : []),
  allOf: (argument, place) => options(place, argument).flat(),
  not: (argument, place) => (problemsAt({ ...place, schema: argument }).length > 0 ? [] : [`${place.at}: what must not be, is`]),
};
