import { buildGraph } from "../../graph/build/build-graph.ts";
import { createObjectInputs, inputKey, type ObjectInputs } from "../../graph/build/inputs.ts";
import type { Graph } from "../../graph/graph.ts";
import type { QueryEngine } from "../../kit/query/collection.ts";
import { createQueryEngine } from "../../kit/query/query-engine.ts";
import type { SealKey } from "../../kit/seal.ts";
import type { Model } from "../../model/model.ts";
import { kinds, type ObjectKey, type StoredObject } from "../../model/object/object.ts";
import type { AnyPolicy } from "../../policy/policy.ts";
import type { RoleEndpoints } from "../../xds/cluster/role-cluster.ts";
import { deriveResources, type Resources } from "../../xds/resources.ts";

/** One object's new content; `after` undefined: it is gone. */
export interface WorldChange {
  readonly key: ObjectKey;
  readonly after: StoredObject | undefined;
}

/** What a world is made with. */
export interface WorldOptions {
  readonly model: Model;
  readonly policies: readonly AnyPolicy[];
  readonly sealKey: SealKey;
  /** Where the roles are that proxies ask with each request, by their clusters. */
  readonly roles?: ReadonlyMap<string, RoleEndpoints>;
}

/** The objects and everything that follows from them: graph and resources, kept up to date by changes. No clock, no store, no network. */
export class World {
  readonly engine: QueryEngine;
  readonly inputs: ObjectInputs;
  readonly graph: Graph;
  readonly resources: Resources;

  constructor({ model, policies, sealKey, roles = new Map() }: WorldOptions) {
    const ordered = [...policies].sort((left, right) => left.order - right.order);
    this.engine = createQueryEngine();
    this.inputs = createObjectInputs(this.engine);
    this.graph = buildGraph(this.inputs, { model, policies: ordered });
    this.resources = deriveResources(this.graph, { policies: ordered, sealKey, roles });
  }

  /** Sets objects; what follows from them is brought up to date by the engine's `flush`. */
  set(changes: Iterable<WorldChange>): void {
    for (const { key, after } of changes) {
      if (after === undefined) this.inputs[key.kind].delete(inputKey(key));
      else this.inputs[key.kind].set(inputKey(key), after);
    }
  }

  /** Makes the objects of the given kinds exactly these. */
  replace(objects: readonly StoredObject[], among: readonly StoredObject["kind"][] = kinds): void {
    for (const kind of among) {
      const kept = new Set(objects.filter((object) => object.kind === kind).map(inputKey));
      for (const [key] of [...this.inputs[kind].entries()]) if (!kept.has(key)) this.inputs[kind].delete(key);
    }
    this.set(objects.map((object) => ({ key: object, after: object })));
  }
}
