import { expect, it } from "vitest";
import { descriptor } from "../../../test/kit/limits/decide.ts";
import { mapSteps } from "../../../test/kit/map-steps.ts";
import { type LimitPlan, type PlanLimit, planDomain } from "../../model/limit/limit-plan.ts";
import { PlanShelf } from "./plan-shelf.ts";

function plan(hash: string, max = 3): LimitPlan {
  const limit: PlanLimit = {
    id: "a",
    counter: ["Route/shop/orders", "", "fair"],
    name: "fair",
    entries: ["k0"],
    limit: { kind: "fixed-window", max, window: { kind: "length", ms: 60_000 } },
    shadow: false,
    onOutage: "local",
    classes: [],
    headers: "off",
  };
  return { target: "shop/orders/main", hash, chargeDenied: false, limits: [limit] };
}

function maxOf(shelf: PlanShelf, hash: string, target = "shop/orders/main"): number | string {
  const prepared = shelf.prepare({ domain: planDomain({ target, hash }), descriptors: [descriptor("limit=a,k0=x")], hitsAddend: 0 });
  return "kind" in prepared ? prepared.kind : (prepared.asks[0]?.charges[0]?.limit.max ?? 0);
}

it("answers by the plan that a request names, in force or not", () => {
  const shelf = new PlanShelf();
  shelf.put(plan("one", 1));
  shelf.put(plan("two", 2));
  shelf.retire(plan("one"));
  expect([maxOf(shelf, "one"), maxOf(shelf, "two"), shelf.strangers]).toEqual([1, 2, 0]);
});

it("answers one that names an unknown plan by the newest in force, and counts it", () => {
  const shelf = new PlanShelf();
  shelf.put(plan("one", 1));
  shelf.put(plan("two", 2));
  expect([maxOf(shelf, "other"), shelf.strangers]).toEqual([2, 1]);
  shelf.retire(plan("two"));
  expect(maxOf(shelf, "other")).toBe(1);
  expect(maxOf(shelf, "other", "shop/unheard/of")).toBe("unavailable");
});

it("keeps the last sixteen that nothing refers to, and all that are in force", () => {
  const shelf = new PlanShelf();
  for (let index = 1; index <= 40; index += 1) shelf.put(plan(`p${index}`, index));
  for (let index = 1; index <= 30; index += 1) shelf.retire(plan(`p${index}`));
  expect(maxOf(shelf, "p35")).toBe(35);
  expect(maxOf(shelf, "p15")).toBe(15);
  expect([maxOf(shelf, "p14"), shelf.strangers]).toEqual([40, 1]);
});

it("keeps what somebody names, which is not taken for the newest", () => {
  const shelf = new PlanShelf();
  shelf.keepFor("a route", [plan("named", 50)]);
  for (let index = 1; index <= 40; index += 1) {
    shelf.put(plan(`p${index}`, index));
    shelf.retire(plan(`p${index}`));
  }
  expect([maxOf(shelf, "named"), maxOf(shelf, "p1"), shelf.get("shop/orders/main", "named")]).toEqual([50, 40, plan("named", 50)]);
});

it("forgets route entries that are gone, those that went first before others", () => {
  const shelf = new PlanShelf();
  const targets = Array.from({ length: 10_000 }, (_, index) => `shop/route-${index}/main`);
  for (const target of targets) {
    shelf.put({ ...plan("one", 1), target });
    shelf.retire({ target, hash: "one" });
  }
  const known = targets.filter((target) => maxOf(shelf, "one", target) === 1);
  expect(known).toEqual(targets.slice(-4096));
});

it("an edit of what stands on many entries costs each the same, and leaves to each the plan that it had", () => {
  const shelf = new PlanShelf();
  const targets = Array.from({ length: 6000 }, (_, index) => `shop/route-${index}/main`);
  for (const target of targets) shelf.put({ ...plan("one", 1), target });
  for (const target of targets) shelf.put({ ...plan("two", 2), target });
  const steps = mapSteps(() => {
    for (const target of targets) shelf.retire({ target, hash: "one" });
  });
  expect([steps, targets.filter((target) => maxOf(shelf, "one", target) !== 1)]).toEqual([0, []]);
});

it("counters do not know the plan: keys are those of object, limit and values", () => {
  const shelf = new PlanShelf();
  shelf.put(plan("one", 1));
  shelf.put(plan("two", 2));
  const keys = ["one", "two"].map((hash) => {
    const prepared = shelf.prepare({ domain: planDomain({ target: "shop/orders/main", hash }), descriptors: [descriptor("limit=a,k0=x")], hitsAddend: 0 });
    return "kind" in prepared ? "" : prepared.asks[0]?.charges[0]?.key;
  });
  expect(keys[0]).toBe(keys[1]);
});
