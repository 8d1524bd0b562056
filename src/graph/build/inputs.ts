import type { Collection, Input, QueryEngine } from "../../kit/query/collection.ts";
import type { Model } from "../../model/model.ts";
import { type Kind, keyOf, kinds, type ObjectKey, type StoredObject } from "../../model/object/object.ts";
import type { Specs } from "../../model/schema/specs.ts";

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

/** Reads one object. */
export function parse<K extends Kind>(kind: K, object: StoredObject, model: Model): Parsed<Specs[K]> {
  return { key: keyOf(object), labels: object.labels, createdAt: object.createdAt, spec: model.specOf(kind, object) };
}

/** Reads all objects of a kind. */
export function parseAll<K extends Kind>(kind: K, inputs: ObjectInputs, model: Model): Collection<Parsed<Specs[K]>> {
  return inputs[kind].map(`${kind} parsed`, (object) => parse(kind, object, model));
}
