import type { Collection, Input, QueryEngine } from "../../kit/query/collection.ts";
import { type Kind, keyOf, kinds, type ObjectKey, type StoredObject } from "../../model/object/object.ts";

/** The graph's sources: one input a kind, filled from the store; keys are `namespace/name`. */
export type ObjectInputs = Readonly<Record<Kind, Input<StoredObject>>>;

/** Makes one empty input for each kind. */
export function createObjectInputs(engine: QueryEngine): ObjectInputs {
  const inputs = kinds.map((kind) => [kind, engine.input<StoredObject>(`object ${kind}`)] as const);
  return Object.fromEntries(inputs) as unknown as ObjectInputs;
}

/** Key of an object in its kind's collection. */
export function inputKey(key: Pick<ObjectKey, "namespace" | "name">): string {
  return `${key.namespace}/${key.name}`;
}

/** An object with its spec read and defaults filled in. */
export interface Parsed<Spec> {
  readonly key: ObjectKey;
  readonly labels: Readonly<Record<string, string>>;
  readonly createdAt: string;
  readonly spec: Spec;
}

/** Reads the specs of a kind's objects. */
export function parseAll<Spec>(input: Collection<StoredObject>, specOf: (object: StoredObject) => Spec): Collection<Parsed<Spec>> {
  return input.map(`${input.name} parsed`, (object) => ({ key: keyOf(object), labels: object.labels, createdAt: object.createdAt, spec: specOf(object) }));
}
