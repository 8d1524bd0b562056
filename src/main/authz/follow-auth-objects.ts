import { PlanShelf } from "../../authz/decide/plan/plan-shelf.ts";
import type { Collection, CollectionChange } from "../../kit/query/collection.ts";
import type { Logger } from "../../kit/telemetry.ts";
import type { TargetPlan } from "../../model/auth/auth-plan.ts";
import type { Model } from "../../model/model.ts";
import type { StoredObject } from "../../model/object/object.ts";
import { auth } from "../../policy/auth/auth.ts";
import type { AuthNode } from "../../policy/auth/lower.ts";
import type { World } from "../fleet/world.ts";
import type { RolePlans } from "../quarantine/kept-plans.ts";
import type { AuthFacts } from "./auth-book.ts";
import { authRolePlans } from "./auth-role-plans.ts";

/** Policies that come from objects. */
export interface AuthObjects {
  readonly shelf: PlanShelf;
  /** The plans, for last good routes that name them. */
  readonly rolePlans: RolePlans;
  /** Revocations that cannot be read, `namespace/name`. */
  readonly unreadable: ReadonlySet<string>;
  /** Tells each time that other plans are in force. */
  onPlans(listener: () => void): void;
}

/** Where objects of a kind are taken to. */
interface Taker {
  set(object: StoredObject): void;
  delete(namespace: string, name: string): void;
  /** Told of what cannot be read: a newer program wrote it. */
  cannotRead(namespace: string, name: string): void;
}

/** What is followed, and into what. */
export interface FollowAuthObjectsOptions {
  readonly model: Model;
  readonly facts: AuthFacts;
  readonly logger: Logger;
}

/**
 * Takes the plans of auth policies out of a world as they change, and Consumers, Revocations and Secrets into the facts. Must be called before the world
 * is flushed.
 */
export function followAuthObjects(world: World, { model, facts, logger }: FollowAuthObjectsOptions): AuthObjects {
  const shelf = new PlanShelf();
  const state = { listener: () => undefined as unknown };
  const plans = world.graph.routes.flatMap("auth plans", ({ tables }) =>
    tables.flatMap(({ entries }) =>
      entries.flatMap(({ node }): readonly (readonly [key: string, plan: TargetPlan])[] => {
        const plan = (node.policies[auth.name] as AuthNode | undefined)?.plan;
        return plan === undefined ? [] : [[`${plan.target} ${plan.hash}`, plan]];
      }),
    ),
  );
  const { consumers, revocations, secrets } = facts;
  const unreadable = new Set<string>();
  const follow = (collection: Collection<StoredObject>, into: Taker): void => {
    collection.observe((changes) => {
      for (const change of changes) applyObject(change, into, logger);
    });
  };
  follow(world.inputs.Revocation, {
    set: (object) => {
      const { namespace, name } = object;
      revocations.set({ namespace, name, spec: model.specOf("Revocation", object) });
      unreadable.delete(`${namespace}/${name}`);
    },
    delete: (namespace, name) => {
      revocations.delete(namespace, name);
      unreadable.delete(`${namespace}/${name}`);
    },
    // The last form that could be read stays.
    cannotRead: (namespace, name) => unreadable.add(`${namespace}/${name}`),
  });
  follow(world.inputs.Consumer, {
    set: (object) => consumers.set({ namespace: object.namespace, name: object.name, spec: model.specOf("Consumer", object) }),
    delete: (namespace, name) => consumers.delete(namespace, name),
    cannotRead: (namespace, name) => consumers.delete(namespace, name),
  });
  follow(world.inputs.Secret, {
    set: (object) => secrets.set({ namespace: object.namespace, name: object.name, spec: model.specOf("Secret", object) }),
    delete: (namespace, name) => secrets.delete(namespace, name),
    cannotRead: (namespace, name) => secrets.delete(namespace, name),
  });
  plans.observe((changes) => {
    for (const change of changes) applyPlan(shelf, change, logger);
    state.listener();
  });
  return {
    shelf,
    rolePlans: authRolePlans(shelf, () => void state.listener()),
    unreadable,
    onPlans: (listener) => {
      state.listener = listener;
    },
  };
}

/** What cannot be read – a newer program wrote it – is taken as gone; of a Revocation policies with `staleness: deny` wait for a program that can. */
function applyObject({ before, after }: Pick<CollectionChange<StoredObject>, "before" | "after">, into: Taker, logger: Logger): void {
  const object = after ?? before;
  if (object === undefined) return;
  const { kind, namespace, name } = object;
  try {
    if (after === undefined) into.delete(namespace, name);
    else into.set(after);
  } catch (error) {
    logger.error("Object cannot be read, authorization goes on without it", { kind, namespace, name, error: String(error) });
    into.cannotRead(namespace, name);
  }
}

/** A plan that cannot be read – a newer program takes more than this one – lets nobody in here; the others stand all the same. */
function applyPlan(shelf: PlanShelf, { before, after }: CollectionChange<TargetPlan>, logger: Logger): void {
  try {
    if (after !== undefined) shelf.put(after);
    else if (before !== undefined) shelf.retire(before);
  } catch (error) {
    const { target, hash } = after ?? before ?? {};
    logger.error("Plan of authorization cannot be read, its requests do not get in", { target, hash, error: String(error) });
  }
}
