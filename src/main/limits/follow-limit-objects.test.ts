import { describe, expect, it } from "vitest";
import { descriptor } from "../../../test/kit/limits/decide.ts";
import { shopEdge } from "../../../test/kit/limits/shop-edge.ts";
import { readObjects, testModel, testSealKey } from "../../../test/kit/translate/translate.ts";
import { silentLogger } from "../../kit/telemetry.ts";
import { type LimitPlan, planDomain } from "../../model/limit/limit-plan.ts";
import type { StoredObject } from "../../model/object/object.ts";
import type { RateLimitNode } from "../../policy/rate-limit/lower.ts";
import { rateLimit } from "../../policy/rate-limit/rate-limit.ts";
import { policies } from "../../policy/registry.ts";
import { MemoryCounters } from "../../ratelimit/counter/memory/memory-counters.ts";
import type { LimitRequest } from "../../ratelimit/decide/request.ts";
import type { LimitSource } from "../../ratelimit/limit-source.ts";
import { Limiter } from "../../ratelimit/limiter.ts";
import { Tallies } from "../../ratelimit/tallies.ts";
import { World } from "../fleet/world.ts";
import { systemClock } from "../system.ts";
import { followLimitObjects, type IsDomain } from "./follow-limit-objects.ts";
import { createLimitBook } from "./limit-book.ts";

const model = testModel();
const settings = { folder: undefined, server: undefined, headers: "off", shadow: false, quota: false } as const;

function part(name: string, { domain = name, max = 5, day = 1 } = {}): StoredObject {
  const spec = { domain, descriptors: [{ key: "user", rate_limit: { unit: "hour", requests_per_unit: max } }] };
  const createdAt = `2026-01-0${day}T00:00:00Z`;
  return { kind: "RateLimitDomain", namespace: "default", name, labels: {}, spec, revision: 1, createdAt, updatedAt: createdAt, owner: "" };
}

function route(name: string, rate: string): string {
  const rule = `{ name: main, matches: [{ path: { prefix: /${name} } }], rateLimit: { limits: [{ name: all, rate: ${rate} }] }, backends: [{ service: shop }] }`;
  return `---\nkind: Route\nname: ${name}\nspec:\n  parents: [{ name: web }]\n  rules: [${rule}]\n`;
}

function planOf({ policies: nodes }: { readonly policies: Readonly<Record<string, unknown>> }): LimitPlan {
  const plan = (nodes[rateLimit.name] as RateLimitNode | undefined)?.plan;
  if (plan === undefined) throw new Error("The route has no plan");
  return plan;
}

/** A limiter that follows a world, with all that it prepares noted by domain. */
function follow() {
  const world = new World({ model, policies, sealKey: testSealKey });
  const objects = followLimitObjects(world, model);
  const prepared: string[] = [];
  const limiter = new Limiter({
    counters: new MemoryCounters({ clock: systemClock }),
    tallies: new Tallies(),
    clock: systemClock,
    logger: silentLogger,
    nextTurn: (task) => queueMicrotask(task),
  });
  const noting = (source: LimitSource): LimitSource => ({
    prepare: (request, options) => {
      prepared.push(request.domain);
      return source.prepare(request, options);
    },
  });
  const book = createLimitBook({ settings, objects, onChange: (source, isChanged) => limiter.use(noting(source), isChanged) });
  return {
    book,
    objects,
    put: (...written: readonly StoredObject[]) => {
      world.set(written.map((after) => ({ key: { kind: after.kind, namespace: after.namespace, name: after.name }, after })));
      world.engine.flush();
    },
    drop: (name: string) => {
      world.set([{ key: { kind: "RateLimitDomain", namespace: "default", name }, after: undefined }]);
      world.engine.flush();
    },
    ask: (domain: string): Promise<number | undefined> => {
      const buffer = Buffer.from(domain);
      const read = (): LimitRequest => ({ domain, descriptors: [descriptor("user=a")], hitsAddend: 0 });
      return new Promise((resolve, reject) => {
        const caller = {
          deadline: undefined,
          gone: () => false,
          answer: ({ statuses }: { statuses: readonly { limit?: { requestsPerUnit: number } | undefined }[] }) => resolve(statuses[0]?.limit?.requestsPerUnit),
          refuse: ({ detail }: { detail: string }) => reject(new Error(detail)),
        };
        limiter.decideMessage({ buffer, start: 0, end: buffer.length }, read, caller);
      });
    },
    /** The domains of the requests that were prepared since the last time. */
    prepared: () => prepared.splice(0),
  };
}

describe("limits from objects", () => {
  it("compiles the domain alone that a change is about", () => {
    const { objects, put, drop } = follow();
    put(...Array.from({ length: 50 }, (_, index) => part(`d${index}`)));
    const before = new Map(objects.domains);
    put(part("d7", { max: 6 }), part("d50"));
    drop("d8");
    const compiled = [...objects.domains].filter(([name, root]) => before.get(name) !== root).map(([name]) => name);
    expect([before.size, compiled, objects.domains.has("d8")]).toEqual([50, ["d7", "d50"], false]);
  });

  it("joins objects of a domain, the oldest first, and lets go of a domain that an object leaves", async () => {
    const { put, ask, drop } = follow();
    put(part("young", { domain: "d", max: 2, day: 2 }), part("old", { domain: "d", max: 1 }));
    expect(await ask("d")).toBe(1);
    drop("old");
    expect(await ask("d")).toBe(2);
    put(part("young", { domain: "e", max: 2, day: 2 }));
    expect([await ask("d"), await ask("e")]).toEqual([undefined, 2]);
  });

  it("keeps what is remembered of requests for other domains", async () => {
    const { put, ask, prepared } = follow();
    put(part("a"), part("b"));
    for (const domain of ["a", "b", "none", "a", "b", "none"]) await ask(domain);
    expect(prepared()).toEqual(["a", "b", "none"]);
    put(part("b", { max: 9 }));
    expect([await ask("a"), await ask("b"), await ask("none")]).toEqual([5, 9, undefined]);
    expect(prepared()).toEqual(["b"]);
    put(part("none", { max: 3 }));
    expect([await ask("a"), await ask("b"), await ask("none")]).toEqual([5, 9, 3]);
    expect(prepared()).toEqual(["none"]);
  });

  it("tells of the targets alone whose plans a change is about", () => {
    const world = new World({ model, policies, sealKey: testSealKey });
    const objects = followLimitObjects(world, model);
    const targets = new Set<string>();
    const routes = (rate: string): string => `${route("one", "1/d")}${route("two", rate)}`;
    const changed = (yaml: string): readonly string[] => {
      const told: IsDomain[] = [];
      objects.onChange((isChanged) => told.push(isChanged));
      world.replace(readObjects(yaml, model));
      world.engine.flush();
      const plans = [...world.graph.routes.entries()].flatMap(([, { tables }]) => tables.flatMap(({ entries }) => entries.map(({ node }) => planOf(node))));
      for (const plan of plans) targets.add(plan.target);
      return [...targets].filter((target) => told.some((isChanged) => isChanged(planDomain({ target, hash: "other" }))));
    };
    const all = changed(shopEdge(10_000, 9000) + routes("2/d"));
    expect([all.length, changed(shopEdge(10_000, 9000) + routes("3/d"))]).toEqual([2, all.filter((target) => target.includes("two"))]);
  });

  it("lists rules by the names of their domains, however these came", () => {
    const { book, put } = follow();
    put(part("b"));
    put(part("a"));
    expect(
      book
        .rules()
        .split("\n")
        .map((line) => line.split(":")[0]),
    ).toEqual(["a.user", "b.user", ""]);
  });
});
