import type { JsonObject } from "../kit/json.ts";
import type { Problem } from "../kit/problem.ts";
import { checkPolicyObject } from "./check/check-policy.ts";
import { checkSpec } from "./check/check-spec.ts";
import { shown } from "./check/complaint.ts";
import { laterField } from "./check/later.ts";
import { plainJsonProblems } from "./check/plain-json.ts";
import { envelope } from "./object/envelope.ts";
import { fleetKinds, type Kind, kinds, type WrittenObject } from "./object/object.ts";
import { checkBlock } from "./policy/check-block.ts";
import { blocksIn, isObject } from "./policy/policy-blocks.ts";
import { whereAllowed } from "./policy/policy-place.ts";
import type { PolicySchema } from "./policy-schema.ts";
import type { KindSchemas } from "./schema/kind-schemas.ts";
import { problemsIn, type UnknownField } from "./schema/problems-in.ts";
import { isSecretPlace } from "./secret/secret-places.ts";

/** What a person wrote, as an object; or everything that is wrong with it. Warnings do not refuse. */
export type ParseResult =
  | { readonly kind: "parsed"; readonly object: WrittenObject; readonly warnings: readonly Problem[] }
  | { readonly kind: "refused"; readonly problems: readonly Problem[] };

/** What parsing needs to know. */
export interface ParseContext {
  /** Schemas of written specs in which policy blocks may be anything. */
  readonly schemas: KindSchemas;
  readonly policies: readonly PolicySchema[];
}

/** Reads an object of any kind from a JSON value that may be anything. */
export function parseObject(input: unknown, context: ParseContext): ParseResult {
  const problems = problemsOf(input, context);
  const errors = problems.filter(({ severity }) => severity !== "warning");
  if (errors.length > 0 || !isObject(input)) return { kind: "refused", problems: errors };
  const kind = input["kind"] as Kind;
  const object: WrittenObject = {
    kind,
    name: input["name"] as string,
    namespace: namespaceOf(input, kind),
    labels: (input["labels"] ?? {}) as Readonly<Record<string, string>>,
    spec: input["spec"] as JsonObject,
  };
  return { kind: "parsed", object, warnings: problems };
}

function problemsOf(input: unknown, context: ParseContext): readonly Problem[] {
  if (!isObject(input))
    return [{ code: "WRONG_TYPE", pointer: "", detail: `Value ${shown(input)} is not an object`, hint: "Write kind, name, namespace, labels and spec" }];
  const unsafe = plainJsonProblems(input);
  if (unsafe.length > 0) return unsafe;
  const around = problemsIn(envelope, input, { unknownField: foreignField });
  const kind = kinds.find((known) => known === input["kind"]);
  return kind === undefined ? around : [...around, ...placeProblems(kind, input), ...specProblems(kind, input, context)];
}

function specProblems(kind: Kind, input: Record<string, unknown>, { schemas, policies }: ParseContext): readonly Problem[] {
  const spec = input["spec"];
  if (!isObject(spec)) return [];
  return [
    ...problemsIn(schemas[kind], spec, { pointer: "/spec", unknownField: policyElsewhere(policies), isSecret: (pointer) => isSecretPlace(kind, pointer) }),
    ...checkSpec(kind, spec, namespaceOf(input, kind)),
    ...blocksIn(kind, spec, policies).flatMap(checkBlock),
    ...(kind === "Policy" ? checkPolicyObject(spec, policies) : []),
  ];
}

function namespaceOf(input: Record<string, unknown>, kind: Kind): string {
  if (fleetKinds.has(kind)) return "";
  return typeof input["namespace"] === "string" ? input["namespace"] : "default";
}

function placeProblems(kind: Kind, input: Record<string, unknown>): readonly Problem[] {
  if (!fleetKinds.has(kind) || input["namespace"] === undefined) return [];
  return [{ code: "FIELD_NOT_ALLOWED", pointer: "/namespace", detail: `Kind ${kind} belongs to the fleet, not to a namespace`, hint: "Leave the field out" }];
}

const queryNotInverted = {
  code: "UNKNOWN_FIELD",
  detail: "A match of a query parameter cannot be turned round: Envoy has no such match",
  hint: "Write a rule for the requests that have the parameter, and another one without the match",
};

/** A policy that stands where it may not, or one of a later version. */
function policyElsewhere(policies: readonly PolicySchema[]): UnknownField {
  return (name, pointer) => {
    if (name === "not" && pointer.includes("/query/")) return queryNotInverted;
    const policy = policies.find((known) => known.name === name);
    if (policy === undefined) return laterField(name);
    return { code: "POLICY_NOT_ALLOWED_HERE", detail: `Policy ${name} cannot stand here`, hint: whereAllowed(policy) };
  };
}

const foreignFields: Readonly<Record<string, string>> = {
  metadata: "Fields name, namespace and labels stand at the top",
  apiVersion: "Leave it out: the version is in the address of the API",
};

function foreignField(name: string): ReturnType<UnknownField> {
  const hint = Object.hasOwn(foreignFields, name) ? foreignFields[name] : undefined;
  return hint === undefined ? undefined : { code: "UNKNOWN_FIELD", detail: `Field ${shown(name)} is not known here`, hint };
}
