import type { Json, JsonObject } from "../../../src/kit/json.ts";
import { fleetKinds, type Kind, type StoredObject, type WrittenObject } from "../../../src/model/object/object.ts";

/** What the server adds, for tests; all of it has a default. */
export interface StoredFields {
  readonly revision?: number;
  readonly createdAt?: string;
  readonly updatedAt?: string;
  readonly owner?: string;
}

/** An object while it is put together; every step gives a copy, so that a test may go on from a common start. */
export class ObjectBuilder {
  #object: WrittenObject;

  constructor(kind: Kind, name: string, spec: JsonObject = {}) {
    this.#object = { kind, name, namespace: fleetKinds.has(kind) ? "" : "default", labels: {}, spec };
  }

  /** Puts the object into another namespace than `default`. */
  in(namespace: string): this {
    return this.#copy({ namespace });
  }

  labels(labels: Readonly<Record<string, string>>): this {
    return this.#copy({ labels });
  }

  /** Sets fields of the spec, policies among them. */
  with(fields: JsonObject): this {
    return this.#copy({ spec: { ...this.#object.spec, ...fields } });
  }

  /** Adds an item to a list of the spec. */
  protected add(field: string, item: Json): this {
    const list = this.#object.spec[field];
    return this.with({ [field]: [...(Array.isArray(list) ? (list as readonly Json[]) : []), item] });
  }

  /** The object as users write it. */
  build(): WrittenObject {
    return this.#object;
  }

  /** The object as JSON that a person sends: without the empty namespace of fleet-wide kinds. */
  written(): JsonObject {
    const { namespace, ...rest } = this.build();
    return namespace === "" ? { ...rest } : { ...rest, namespace };
  }

  /** The object as it is stored; revision 1, created 2026-01-01. */
  stored({ revision = 1, createdAt = "2026-01-01T00:00:00.000Z", updatedAt = createdAt, owner = "test" }: StoredFields = {}): StoredObject {
    return { ...this.build(), revision: this.#object.kind === "Instance" ? 0 : revision, createdAt, updatedAt, owner };
  }

  #copy(changes: Partial<WrittenObject>): this {
    const Builder = this.constructor as new (kind: Kind, name: string) => this;
    const copy = new Builder(this.#object.kind, this.#object.name);
    copy.#object = { ...this.#object, ...changes };
    return copy;
  }
}
