import { buildGraph } from "../../graph/build/build-graph.ts";
import { createObjectInputs, inputKey, type ObjectInputs } from "../../graph/build/inputs.ts";
import type { Graph } from "../../graph/graph.ts";
import { byObject, type Finding } from "../../graph/node/finding.ts";
import type { Collection, Group, Input, QueryEngine } from "../../kit/query/collection.ts";
import { createQueryEngine } from "../../kit/query/query-engine.ts";
import type { SealKey } from "../../kit/seal.ts";
import type { Model } from "../../model/model.ts";
import { keyText, kinds, type ObjectKey, type StoredObject } from "../../model/object/object.ts";
import { unreachedLoginPaths } from "../../policy/auth/unreached-paths.ts";
import type { AnyPolicy } from "../../policy/policy.ts";
import type { RoleEndpoints } from "../../xds/cluster/role-cluster.ts";
import { deriveResources, type Resources } from "../../xds/resources.ts";

/** One object's new content; `after` undefined: it is gone. */
export interface WorldChange {
  readonly key: ObjectKey;
  readonly after: StoredObject | undefined;
}

/** Gives an object as it is in force, for one that is held back: itself, as it was before, or nothing. */
export type ObjectHold = (written: StoredObject) => StoredObject | null;

/** What a world is made with. */
export interface WorldOptions {
  readonly model: Model;
  readonly policies: readonly AnyPolicy[];
  readonly sealKey: SealKey;
  /** Where the roles are that proxies ask with each request, by their clusters. */
  readonly roles?: ReadonlyMap<string, RoleEndpoints>;
}

/**
 * The objects and everything that follows from them: graph and resources, kept up to date by changes. No clock, no store, no network.
 * Objects that are held back are in the graph as they were when proxies last took them.
 */
export class World {
  readonly model: Model;
  readonly engine: QueryEngine;
  /** The objects as they are in force. */
  readonly inputs: ObjectInputs;
  readonly graph: Graph;
  readonly resources: Resources;
  /** By object: what is wrong with its login in the company of others. */
  readonly loginFindings: Collection<Group<Finding>>;
  /** What is written and not in force, by key text. An input, so that an attempt undoes it with the rest. */
  readonly #hidden: Input<StoredObject>;
  readonly #holds = new Map<string, ObjectHold>();
  /** Ids of the proxies of each group, sorted; without an entry as long as they are not known. */
  readonly #members: Input<readonly string[]>;

  constructor({ model, policies, sealKey, roles = new Map() }: WorldOptions) {
    this.model = model;
    const ordered = [...policies].sort((left, right) => left.order - right.order);
    this.engine = createQueryEngine();
    this.inputs = createObjectInputs(this.engine);
    this.#hidden = this.engine.input("objects held back");
    this.#members = this.engine.input("members");
    this.graph = buildGraph(this.inputs, { model, policies: ordered, members: this.#members });
    this.loginFindings = byObject(
      this.graph.hosts.map("unreached login paths", (routes, host) => {
        const findings = unreachedLoginPaths(routes.values(), host);
        return findings.length === 0 ? undefined : findings;
      }),
    );
    this.resources = deriveResources(this.graph, { policies: ordered, sealKey, roles });
  }

  /** Sets objects; what follows from them is brought up to date by the engine's `flush`. */
  set(changes: Iterable<WorldChange>): void {
    for (const { key, after } of changes) {
      const hold = this.#holds.get(keyText(key));
      const inForce = after === undefined || hold === undefined ? after : (hold(after) ?? undefined);
      if (after !== undefined && inForce !== after) this.#hidden.set(keyText(key), after);
      else if (this.#holds.size > 0) this.#hidden.delete(keyText(key));
      this.#put(key, inForce);
    }
  }

  /** Makes the proxies of groups exactly these; true when they were others before. */
  setMembers(members: ReadonlyMap<string, readonly string[]>): boolean {
    const known = new Map(this.#members.entries());
    const gone = [...known.keys()].filter((group) => !members.has(group));
    const changed = [...members].filter(([group, ids]) => known.get(group)?.join() !== ids.join());
    for (const group of gone) this.#members.delete(group);
    for (const [group, ids] of changed) this.#members.set(group, ids);
    return gone.length + changed.length > 0;
  }

  /** Makes the objects of the given kinds exactly these. */
  replace(objects: readonly StoredObject[], among: readonly StoredObject["kind"][] = kinds): void {
    const kept = new Set(objects.map(keyText));
    for (const kind of among) {
      for (const [, object] of [...this.inputs[kind].entries()]) if (!kept.has(keyText(object))) this.#put(object, undefined);
    }
    for (const [key, object] of [...this.#hidden.entries()]) if (among.includes(object.kind) && !kept.has(key)) this.#hidden.delete(key);
    this.set(objects.map((object) => ({ key: object, after: object })));
  }

  /** Holds an object back, or (undefined) lets it go. */
  hold(key: ObjectKey, hold: ObjectHold | undefined): void {
    const written = this.written(key);
    if (hold === undefined) this.#holds.delete(keyText(key));
    else this.#holds.set(keyText(key), hold);
    if (written === undefined) return;
    this.#hidden.delete(keyText(key));
    this.set([{ key, after: written }]);
  }

  /** The object as people wrote it, in force or not. */
  written(key: ObjectKey): StoredObject | undefined {
    return this.#hidden.get(keyText(key)) ?? this.inputs[key.kind].get(inputKey(key));
  }

  /** Puts objects into force whatever is held back; for attempts. */
  place(changes: Iterable<WorldChange>): void {
    for (const { key, after } of changes) this.#put(key, after);
  }

  #put(key: ObjectKey, object: StoredObject | undefined): void {
    if (object === undefined) this.inputs[key.kind].delete(inputKey(key));
    else this.inputs[key.kind].set(inputKey(key), object);
  }
}
