import { z } from "zod";
import type { JsonObject } from "../kit/json.ts";
import { type ObjectReference, type ReferenceReader, referencesOf } from "./check/references.ts";
import { ModelError } from "./model-error.ts";
import { objectSchema } from "./object/envelope.ts";
import { type Kind, keyText, type WrittenObject } from "./object/object.ts";
import { type RouteRule, ruleIdentity } from "./object/route.ts";
import { type ParseResult, parseObject } from "./parse-object.ts";
import { blocksIn, type PolicyBlock } from "./policy/policy-blocks.ts";
import type { PolicySchema } from "./policy-schema.ts";
import { overlayMark, toJsonSchema } from "./schema/json-schema.ts";
import { type KindSchemas, storedSpecs, writtenSpecs } from "./schema/kind-schemas.ts";
import type { Specs } from "./schema/specs.ts";
import { redactObject, type SealResult, sealObject } from "./secret/seal-object.ts";
import type { Sealer } from "./secret/sealer.ts";
import { secretFields } from "./secret/secret-places.ts";

/** What users may write, put together from the kinds and the policies. */
export interface Model {
  readonly policies: readonly PolicySchema[];
  /** Reads what a person wrote. Unknown input is welcome: every violation is told, nothing throws. */
  parse(input: unknown): ParseResult;
  /**
   * What is stored for an object that was parsed: what the server decides when it is created is filled in (a gateway's `level`) or kept
   * from the stored object, and its secrets are sealed. Throws a `SealError` when a stored secret cannot be opened.
   */
  prepare<T extends WrittenObject>(object: T, stored: WrittenObject | undefined, sealer: Sealer): SealResult<T>;
  /** The object as it may be read: secrets are replaced by fingerprints. */
  redact<T extends WrittenObject>(object: T, sealer: Sealer): T;
  /** The spec of a stored (or parsed) object with defaults filled in and policies left out. Throws `ERR_MODEL_UNREADABLE` for any other. */
  specOf<K extends Kind>(kind: K, object: Readable): Specs[K];
  /** The policy blocks of an object that the model took. */
  policiesIn(object: Pick<WrittenObject, "kind" | "spec">): readonly PolicyBlock[];
  /** The references of an object that the model took, those of its policies included; defaults (the node group `edge`) count. */
  referencesOf(object: WrittenObject): readonly ObjectReference[];
  /** JSON Schema (2020-12) of a whole object, policies included; the fields of overlay policies may be `null`. Source of OpenAPI and reference. */
  jsonSchemaOf(kind: Kind): JsonObject;
  /** JSON Pointers of the secret fields; `*` stands for every member. */
  secretFields(kind: Kind): readonly string[];
}

/** An object, of which the labels do not matter. */
type Readable = Pick<WrittenObject, "kind" | "namespace" | "name" | "spec">;

/** What a model may be told. */
export interface ModelOptions {
  /** Filter-chain level that new gateways get. Default 1. */
  readonly filterChainLevel?: number;
}

/** Puts the model together. Throws `ERR_MODEL_POLICY_NAME` when two policies have one name. */
export function createModel(policySchemas: readonly PolicySchema[], { filterChainLevel = 1 }: ModelOptions = {}): Model {
  checkNames(policySchemas);
  const checked = writtenSpecs(policySchemas, () => z.unknown().exactOptional());
  const documented = writtenSpecs(policySchemas, documentedBlock);
  const reader: ReferenceReader = { policies: policySchemas, specOf: specReader(), policiesIn: ({ kind, spec }) => policyBlocks(kind, spec, policySchemas) };
  return {
    ...reader,
    parse: (input) => parseObject(input, { schemas: checked, policies: policySchemas }),
    prepare: (object, stored, sealer) => sealObject(withLevel(object, stored, filterChainLevel), stored, sealer),
    redact: redactObject,
    referencesOf: (object) => referencesOf(object, reader),
    jsonSchemaOf: jsonSchemas(documented),
    secretFields,
  };
}

function checkNames(policies: readonly PolicySchema[]): void {
  const seen = new Set<string>();
  for (const { name } of policies) {
    if (seen.has(name)) throw new ModelError("ERR_MODEL_POLICY_NAME", `Two policies are called ${name}`);
    seen.add(name);
  }
}

function documentedBlock(policy: PolicySchema): z.ZodType {
  const description = policy.schema.description ?? `Policy ${policy.name}.`;
  const mark = policy.merge === "overlay" ? { [overlayMark]: true } : {};
  return policy.schema.meta({ ...policy.schema.meta(), description, ...mark }).exactOptional();
}

/** The level is chosen when a gateway is created, and changed by people alone: an upgrade of the program drains no listener. */
function withLevel<T extends WrittenObject>(object: T, stored: WrittenObject | undefined, newest: number): T {
  if (object.kind !== "Gateway" || object.spec["level"] !== undefined) return object;
  return { ...object, spec: { ...object.spec, level: stored?.spec["level"] ?? newest } };
}

/** Specs are read once: stored objects do not change, and the graph, references and rules all ask for them. */
function specReader(): Model["specOf"] {
  const known = new WeakMap<JsonObject, { readonly kind: Kind; readonly spec: unknown }>();
  return <K extends Kind>(kind: K, object: Readable): Specs[K] => {
    const before = known.get(object.spec);
    if (before?.kind === kind) return before.spec as Specs[K];
    const spec = readSpec(kind, object);
    known.set(object.spec, { kind, spec });
    return spec;
  };
}

function readSpec<K extends Kind>(kind: K, object: Readable): Specs[K] {
  const parsed = storedSpecs[kind].safeParse(object.spec);
  if (parsed.success) return parsed.data;
  throw new ModelError("ERR_MODEL_UNREADABLE", `Spec of ${keyText(object)} cannot be read as that of a ${kind}`, { cause: parsed.error });
}

function policyBlocks(kind: Kind, spec: JsonObject, policies: readonly PolicySchema[]): readonly PolicyBlock[] {
  return blocksIn(kind, spec, policies).map(({ policy, pointer, value, level, ruleIndex }) => {
    const block = { name: policy.name, pointer, value: value as JsonObject, level };
    return ruleIndex === undefined ? block : { ...block, rule: identityOf(spec, ruleIndex) };
  });
}

function identityOf(spec: JsonObject, index: number): string {
  const rules = spec["rules"] as unknown as readonly RouteRule[];
  return ruleIdentity(rules[index] ?? {});
}

function jsonSchemas(specs: KindSchemas): Model["jsonSchemaOf"] {
  const made = new Map<Kind, JsonObject>();
  return (kind) => {
    const schema = made.get(kind) ?? toJsonSchema(objectSchema(kind, specs[kind]));
    made.set(kind, schema);
    return schema;
  };
}
