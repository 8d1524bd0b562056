import { beforeEach, describe, expect, it } from "vitest";
import { silentLogger } from "../../../src/kit/telemetry.ts";
import { createAuthFacts } from "../../../src/main/authz/auth-book.ts";
import { type AuthObjects, followAuthObjects } from "../../../src/main/authz/follow-auth-objects.ts";
import type { Fleet } from "../../../src/main/fleet/fleet.ts";
import { followLimitObjects, type LimitObjects } from "../../../src/main/limits/follow-limit-objects.ts";
import { systemClock } from "../../../src/main/system.ts";
import { newMemoryStore } from "../../../src/store/memory/memory-store.ts";
import type { Store } from "../../../src/store/store.ts";
import { connectPicky, gateway, has, table, untilHeldBack } from "../../kit/quarantine/picky-stack.ts";
import { documents, route, service } from "../../kit/stack/edge.ts";
import { type Stack, startStack, waitFor } from "../../kit/stack/stack.ts";
import { testModel, testSealKey } from "../../kit/translate/translate.ts";
import type { PickyProxy, Taste } from "../../kit/xds/picky-proxy.ts";

const resource = `edge|envoy/virtual-host/${table}/r1.test`;

const record = `meta/quarantine/${resource}`;

const picky: Taste = ({ type, bytes }) => (type === "virtual-host" && Buffer.from(bytes).includes("bad") ? "no" : undefined);

/** More edits than plans of one entry are kept without a reason. */
const edits = Array.from({ length: 20 }, (_, index) => `g${index}`);

interface Replica extends Stack {
  readonly auth: AuthObjects;
  readonly limits: LimitObjects;
}

const target = "default/r1/only";

/** Hashes of the plans of the one route. */
interface Named {
  readonly auth: string;
  readonly limit: string;
}

/** Those of the version that a proxy has, which is the one in force. */
function namedBy(proxy: PickyProxy, { auth }: Replica): Named {
  return { auth: auth.shelf.current(target)?.hash ?? "", limit: /sluice\|default\/r1\/only\|([0-9a-f]{32})/u.exec(proxy.text(table))?.[1] ?? "" };
}

function knows({ auth, limits }: Replica, named: Named): readonly boolean[] {
  return [auth.shelf.get(target, named.auth) !== undefined, limits.plans.get(target, named.limit) !== undefined];
}

function names(proxy: PickyProxy, named: Named): readonly boolean[] {
  return [named.auth, named.limit].map((hash) => hash !== "" && proxy.text(table).includes(hash));
}

describe("plans of routes in quarantine", () => {
  let store: Store;
  let one: Replica;

  async function replica(name: string): Promise<Replica> {
    const followed = Promise.withResolvers<Pick<Replica, "auth" | "limits">>();
    const onFleet = ({ world, keptPlans }: Fleet): void => {
      const auth = followAuthObjects(world, { model: testModel(), facts: createAuthFacts(testSealKey), logger: silentLogger });
      const limits = followLimitObjects(world, testModel());
      for (const { rolePlans } of [auth, limits]) keptPlans.join(rolePlans);
      followed.resolve({ auth, limits });
    };
    const stack = await startStack({ store, replica: name, onFleet });
    await waitFor(() => stack.fleet.snapshots.ready, 5000, "the replica to be ready");
    return { ...stack, ...(await followed.promise) };
  }

  function guarded(group: string, mark: string): string {
    const rule = { name: "only", backends: [{ service: "a" }], headers: { response: { set: { "x-mark": mark } } } };
    const auth = { identify: [{ apiKey: {} }], authorize: { rules: [{ groups: [group] }] } };
    return documents(route("r1", [{ ...rule, auth, rateLimit: { limits: [{ name: "all", rate: `${Number(group.slice(1)) + 1}/m` }] } }]));
  }

  beforeEach(async () => {
    store = newMemoryStore({ clock: systemClock });
    one = await replica("one");
    await one.apply(documents({ kind: "NodeGroup", name: "edge", spec: {} }, gateway({ level: 3 }), service("a", 1)));
  });

  /** A proxy whose route stays at its first version, and the plans that this names. */
  async function quarantined(): Promise<{ readonly proxy: PickyProxy; readonly named: Named }> {
    const proxy = connectPicky(one, "one", picky);
    await one.apply(guarded("g100", "first"));
    await has(proxy, "first");
    const named = namedBy(proxy, one);
    await one.settled();
    await one.apply(guarded("g101", "bad"));
    await untilHeldBack(one, [resource]);
    return { proxy, named };
  }

  it("stay, however often they are edited, at replicas that start anew, too", async () => {
    const { proxy, named } = await quarantined();
    for (const group of edits) await one.apply(guarded(group, `bad ${group}`));
    await one.settled();
    expect(names(proxy, named)).toEqual([true, true]);
    expect(knows(one, named)).toEqual([true, true]);
    const two = await replica("two");
    expect(knows(two, named)).toEqual([true, true]);
    expect(two.auth.shelf.current(target)?.hash).toBe(one.auth.shelf.current(target)?.hash);
    expect(two.auth.shelf.current(target)?.hash).not.toBe(named.auth);
  });

  it("are among the last ones when the quarantine is over, and nowhere else", async () => {
    const { proxy, named } = await quarantined();
    for (const group of edits) await one.apply(guarded(group, `bad ${group}`));
    await one.apply(guarded("g102", "good"));
    await has(proxy, "good");
    await waitFor(async () => (await store.getRecord(record)) === undefined, 5000, "the quarantine to be lifted");
    expect(knows(one, named)).toEqual([true, true]);
    const two = await replica("two");
    expect(knows(two, named)).toEqual([false, false]);
  });

  it("are sealed in the store", async () => {
    await quarantined();
    const text = JSON.stringify((await store.getRecord(record))?.value);
    expect(text).toContain('"plans":{"key"');
    expect(text).not.toContain("g100");
  });
});
