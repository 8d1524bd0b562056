import { expect, it } from "vitest";
import { layer } from "../../../../test/kit/authz/service.ts";
import { type Metrics, noMetrics } from "../../../kit/telemetry.ts";
import type { TargetPlan } from "../../../model/auth/auth-plan.ts";
import { PlanShelf } from "../../decide/plan/plan-shelf.ts";
import { StorePlans } from "./store-plans.ts";

function planOf(hash: string): TargetPlan {
  return { target: "shop", hash, layers: [layer({ identify: [{ anonymous: { groups: [hash] } }] })] };
}

/** Plans by a store that answers the questions of `asked` when the test does. */
function storePlans(inForce: readonly string[]) {
  const shelf = new PlanShelf();
  for (const hash of inForce) shelf.put(planOf(hash));
  const asked: PromiseWithResolvers<void>[] = [];
  const counts = new Map<string, number>();
  const counter: Metrics["counter"] = ({ name }) => ({ add: () => void counts.set(name, (counts.get(name) ?? 0) + 1) });
  const caughtUp = (): Promise<void> => {
    const question = Promise.withResolvers<void>();
    asked.push(question);
    return question.promise;
  };
  const plans = new StorePlans({ shelf, caughtUp, metrics: { ...noMetrics, counter } });
  return { shelf, plans, asked, waits: () => counts.get("sluice_authz_plan_waits_total"), strangers: () => counts.get("sluice_authz_plan_strangers_total") };
}

it("finds a plan that is here at once, also one that is no longer in force, and asks nobody", () => {
  const { shelf, plans, asked, waits } = storePlans(["old", "new"]);
  shelf.retire({ target: "shop", hash: "old" });
  expect(plans.find("shop", "new")).toBe(shelf.get("shop", "new"));
  expect(plans.find("shop", "old")).toBe(shelf.get("shop", "old"));
  expect(shelf.get("shop", "old")).toBeDefined();
  expect([asked.length, waits()]).toEqual([0, undefined]);
});

it("finds the one in force for a route that names none, or nothing where there is none", () => {
  const { shelf, plans } = storePlans(["new"]);
  expect(plans.find("shop", undefined)).toBe(shelf.get("shop", "new"));
  expect(plans.find("other", undefined)).toBeUndefined();
});

it("waits for a plan that its route is ahead of, and takes that one and not the one that was in force before", async () => {
  const { shelf, plans, asked, waits, strangers } = storePlans(["old"]);
  const found = plans.find("shop", "new");
  expect(found).toBeInstanceOf(Promise);
  shelf.put(planOf("new"));
  asked[0]?.resolve();
  expect(await found).toBe(shelf.get("shop", "new"));
  expect(shelf.get("shop", "new")).not.toBe(shelf.get("shop", "old"));
  expect([asked.length, waits(), strangers()]).toEqual([1, 1, undefined]);
});

it("puts the one in force in place of a plan that the store does not know, and asks for a stranger once", async () => {
  const { shelf, plans, asked, waits, strangers } = storePlans(["new"]);
  const found = plans.find("shop", "ancient");
  asked[0]?.resolve();
  expect(await found).toBe(shelf.get("shop", "new"));
  expect(plans.find("shop", "ancient")).toBe(shelf.get("shop", "new"));
  expect([asked.length, waits(), strangers()]).toEqual([1, 1, 2]);
});

it("takes a stranger's own plan as soon as it is there", async () => {
  const { shelf, plans, asked } = storePlans(["old"]);
  const found = plans.find("shop", "late");
  asked[0]?.resolve();
  expect(await found).toBe(shelf.get("shop", "old"));
  shelf.put(planOf("late"));
  expect(plans.find("shop", "late")).toBe(shelf.get("shop", "late"));
});

it("knows a stranger by its target, too", async () => {
  const { shelf, plans, asked } = storePlans(["new"]);
  const found = plans.find("shop", "ancient");
  asked[0]?.resolve();
  await found;
  const other = plans.find("desk", "ancient");
  expect(other).toBeInstanceOf(Promise);
  shelf.put({ ...planOf("ancient"), target: "desk" });
  asked[1]?.resolve();
  expect(await other).toBe(shelf.get("desk", "ancient"));
});

it("lets nobody in where the store has no plan of the target, and asks again for the next one", async () => {
  const { plans, asked } = storePlans([]);
  const found = plans.find("shop", "ancient");
  asked[0]?.resolve();
  await expect(found).rejects.toMatchObject({ code: "ERR_AUTHZ_PLAN_UNKNOWN", message: "Plan ancient of shop is not in the store" });
  const again = plans.find("shop", "ancient");
  asked[1]?.resolve();
  await expect(again).rejects.toThrow("Plan ancient of shop is not in the store");
});

it("lets nobody in while the store is away, also by the plan in force, and asks again for the next one", async () => {
  const { shelf, plans, asked, strangers } = storePlans(["old"]);
  const found = plans.find("shop", "new");
  asked[0]?.reject(new Error("etcd is down"));
  await expect(found).rejects.toMatchObject({
    code: "ERR_AUTHZ_PLAN_UNKNOWN",
    retryable: true,
    message: "Plan new of shop is not here, and the store cannot be asked: etcd is down",
  });
  expect(strangers()).toBeUndefined();
  const again = plans.find("shop", "new");
  shelf.put(planOf("new"));
  asked[1]?.resolve();
  expect(await again).toBe(shelf.get("shop", "new"));
});
