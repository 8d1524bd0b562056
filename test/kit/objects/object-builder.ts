import type { Json, JsonObject } from "../../../src/kit/json.ts";
import { fleetKinds, type Kind, type StoredObject, type WrittenObject } from "../../../src/model/object/object.ts";

/** What the server adds, for tests; all of it has a default. */
export interface StoredFields {
  readonly revision?: number;
  readonly createdAt?: string;
  readonly updatedAt?: string;
  readonly owner?: string;
}

/** An object while it is put together; every step changes it and gives it back. */
export class ObjectBuilder {
  readonly #kind: Kind;
  readonly #name: string;
  #namespace = "default";
  #labels: Readonly<Record<string, string>> = {};
  #spec: JsonObject;

  constructor(kind: Kind, name: string, spec: JsonObject = {}) {
    this.#kind = kind;
    this.#name = name;
    this.#spec = spec;
  }

  /** Puts the object into another namespace than `default`. */
  in(namespace: string): this {
    this.#namespace = namespace;
    return this;
  }

  labels(labels: Readonly<Record<string, string>>): this {
    this.#labels = labels;
    return this;
  }

  /** Sets fields of the spec, policies among them. */
  with(fields: JsonObject): this {
    this.#spec = { ...this.#spec, ...fields };
    return this;
  }

  /** Adds an item to a list of the spec. */
  protected add(field: string, item: Json): this {
    const list = this.#spec[field];
    return this.with({ [field]: [...(Array.isArray(list) ? (list as readonly Json[]) : []), item] });
  }

  /** The object as users write it. */
  build(): WrittenObject {
    const namespace = fleetKinds.has(this.#kind) ? "" : this.#namespace;
    return { kind: this.#kind, name: this.#name, namespace, labels: this.#labels, spec: this.#spec };
  }

  /** The object as JSON that a person sends: without the empty namespace of fleet-wide kinds. */
  written(): JsonObject {
    const { namespace, ...rest } = this.build();
    return namespace === "" ? { ...rest } : { ...rest, namespace };
  }

  /** The object as it is stored; revision 1, created 2026-01-01. */
  stored({ revision = 1, createdAt = "2026-01-01T00:00:00.000Z", updatedAt = createdAt, owner = "test" }: StoredFields = {}): StoredObject {
    return { ...this.build(), revision: this.#kind === "Instance" ? 0 : revision, createdAt, updatedAt, owner };
  }
}
