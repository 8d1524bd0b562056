import { expect, it } from "vitest";
import { layer } from "../../../../test/kit/authz/service.ts";
import { mapSteps } from "../../../../test/kit/map-steps.ts";
import { noMetrics } from "../../../kit/telemetry.ts";
import { authPlanHash, type TargetPlan } from "../../../model/auth/auth-plan.ts";
import { StorePlans } from "../../source/plans/store-plans.ts";
import { PlanShelf } from "./plan-shelf.ts";

function plan(group: string, target = "default/shop/all"): TargetPlan {
  const layers = [layer({ identify: [{ apiKey: {} }], authorize: { rules: [{ groups: [group] }] } })];
  return { target, layers, hash: authPlanHash({ layers }) };
}

it("equal blocks on many entries are one plan, and share what was decided", () => {
  const shelf = new PlanShelf();
  shelf.put(plan("a"));
  shelf.put(plan("a", "default/shop/other"));
  expect(shelf.current("default/shop/all")).toBe(shelf.current("default/shop/other"));
});

it("keeps the last plans of an entry, and forgets older ones", () => {
  const shelf = new PlanShelf();
  const plans = Array.from({ length: 18 }, (_, index) => plan(`g${index}`));
  for (const one of plans) shelf.put(one);
  for (const one of plans.slice(0, 17)) shelf.retire(one);
  expect(plans.map(({ target, hash }) => shelf.get(target, hash) !== undefined)).toEqual([false, ...Array.from({ length: 17 }, () => true)]);
  expect(shelf.current("default/shop/all")?.hash).toBe(plans[17]?.hash);
});

it("an edit of a policy that stands on many entries costs each the same, and leaves to each the plan that it had", () => {
  const entries = Array.from({ length: 6000 }, (_, index) => `default/route-${index}/all`);
  const on = (group: string): readonly TargetPlan[] => {
    const { layers, hash } = plan(group);
    return entries.map((target) => ({ target, layers, hash }));
  };
  const [before, after, last] = [on("before"), on("after"), on("last")];
  const shelf = new PlanShelf();
  const edit = (from: readonly TargetPlan[], to: readonly TargetPlan[]): void => {
    for (const one of to) shelf.put(one);
    for (const one of from) shelf.retire(one);
  };
  edit([], before);
  edit(before, after);
  expect(before.filter(({ target, hash }) => shelf.get(target, hash) === undefined)).toEqual([]);
  expect(mapSteps(() => edit(after, last))).toBeLessThan(3 * entries.length);
  expect(after.filter(({ target, hash }) => shelf.get(target, hash) === undefined)).toEqual([]);
});

it("keeps what somebody names, for as long as it is named, and a while longer", () => {
  const shelf = new PlanShelf();
  const named = plan("named");
  const [other, ...later] = Array.from({ length: 40 }, (_, index) => plan(`g${index}`));
  const isKnown = (): boolean => shelf.get(named.target, named.hash) !== undefined;
  const edit = (to: TargetPlan): void => {
    shelf.put(to);
    shelf.retire(to);
  };
  if (other !== undefined) shelf.put(other);
  shelf.keepFor("a route", [named]);
  shelf.keepFor("another route", [named]);
  for (const one of later) edit(one);
  expect([isKnown(), shelf.current(named.target)?.hash]).toEqual([true, other?.hash]);
  shelf.keepFor("a route", []);
  for (const one of later) edit(one);
  expect(isKnown()).toBe(true);
  shelf.keepFor("another route", []);
  expect(isKnown()).toBe(true);
  for (const one of later) edit(one);
  expect(isKnown()).toBe(false);
});

it("knows whose keys the plans need that somebody names", () => {
  const shelf = new PlanShelf();
  const layers = [layer({ identify: [{ jwt: { issuers: [{ issuer: "https://idp.test", audiences: ["shop"], jwks: "https://idp.test/jwks" }] } }] })];
  shelf.keepFor("a route", [{ target: "default/shop/all", layers, hash: authPlanHash({ layers }) }]);
  expect(shelf.keySources()).toHaveLength(1);
  shelf.keepFor("a route", []);
  expect(shelf.keySources()).toEqual([]);
});

it("two plans of one entry are both in force, and neither is the current one", () => {
  const shelf = new PlanShelf();
  shelf.put(plan("a"));
  shelf.put(plan("b"));
  expect(shelf.current("default/shop/all")).toBeUndefined();
  expect(shelf.get("default/shop/all", plan("b").hash)?.hash).toBe(plan("b").hash);
});

function finder(shelf: PlanShelf, caughtUp: () => Promise<void>): StorePlans {
  return new StorePlans({ shelf, caughtUp, metrics: noMetrics });
}

it("a plan that has just been made is waited for", async () => {
  const shelf = new PlanShelf();
  const made = plan("a");
  const arrived = Promise.withResolvers<void>();
  const found = finder(shelf, () => arrived.promise).find(made.target, made.hash);
  shelf.put(made);
  arrived.resolve();
  expect((await found)?.hash).toBe(made.hash);
});

it("one that is older than all that is kept gives way to the one in force, and is waited for once", async () => {
  const shelf = new PlanShelf();
  shelf.put(plan("now"));
  let asked = 0;
  const plans = finder(shelf, async () => {
    asked += 1;
  });
  expect((await plans.find("default/shop/all", "of long ago"))?.hash).toBe(plan("now").hash);
  expect((await plans.find("default/shop/all", "of long ago"))?.hash).toBe(plan("now").hash);
  expect(asked).toBe(1);
});

it("is an error, never nothing, where a plan cannot be known", async () => {
  const shelf = new PlanShelf();
  const away = finder(shelf, () => Promise.reject(new Error("etcd is away")));
  await expect(away.find("default/shop/all", "h")).rejects.toMatchObject({
    code: "ERR_AUTHZ_PLAN_UNKNOWN",
    message: expect.stringContaining("etcd is away") as string,
  });
  const none = finder(shelf, () => Promise.resolve());
  await expect(none.find("default/shop/all", "h")).rejects.toMatchObject({ code: "ERR_AUTHZ_PLAN_UNKNOWN" });
});
