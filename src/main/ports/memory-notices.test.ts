import { expect, it } from "vitest";
import { readObjects, testModel } from "../../../test/kit/translate/translate.ts";
import type { Condition } from "../../admin/port/fleet.ts";
import { policies } from "../../policy/registry.ts";
import { createPrometheusMetrics } from "../../telemetry/prometheus-metrics.ts";
import { countMemories, memoryNotices, withMemoryLosses } from "./memory-notices.ts";

const model = testModel(policies);
const policy = (way: string): string => `kind: Policy\nname: p\nspec: { targets: [{ kind: Namespace }], auth: { identify: [${way}] } }\n`;
const login = (keptIn: string): string => `{ oidc: { issuer: "https://idp.example.com", client: { id: shop }, session: { keptIn: ${keptIn} } } }`;

it.each<[string, string, { all: number; own: number }, readonly string[]]>([
  [
    "a session that servers keep",
    login("server"),
    { all: 2, own: 2 },
    ["a session is known at the replica alone where it began, since 2 of 2 replicas of the role authz remember for themselves"],
  ],
  ["a signature", "{ signature: {} }", { all: 3, own: 1 }, ["a signed request gets in once at each replica, since 1 of 3 replicas"]],
  ["a session in cookies", login("cookie"), { all: 2, own: 2 }, []],
  ["one replica alone", login("server"), { all: 1, own: 1 }, []],
  ["replicas that remember together", login("server"), { all: 2, own: 0 }, []],
])("tells the writer of a policy where replicas remember each for itself: %s", (_, way, memories, told) => {
  const changes = readObjects(policy(way), model).map((after) => ({ key: after, after }));
  const notices = memoryNotices(changes, { model, memories });
  expect(notices).toHaveLength(told.length);
  for (const [index, words] of told.entries()) expect(notices[index]).toContain(`Policy default/p: ${words}`);
});

it("stays on the policy as long as it is so, however it came about", () => {
  const accepted = { type: "Accepted", status: "True", reason: "Accepted", message: "Every part of it can be put into force" } as const;
  const resolved = { ...accepted, type: "ResolvedRefs" } as const;
  const [object] = readObjects(policy("{ signature: {} }"), model);
  const shown = (all: number, own: number, first: Condition = accepted) => withMemoryLosses([first, resolved], object, { model, memories: { all, own } });
  expect(shown(1, 1)).toEqual([accepted, resolved]);
  expect(shown(2, 0)).toEqual([accepted, resolved]);
  const message = expect.stringContaining("a signed request gets in once at each replica, since 2 of 2 replicas") as string;
  expect(shown(2, 2)).toEqual([{ ...accepted, reason: "MemoryNotShared", message }, resolved]);
  const refused = { ...accepted, status: "False" } as const;
  expect(shown(2, 2, refused)).toEqual([refused, resolved]);
  expect(withMemoryLosses([accepted], undefined, { model, memories: { all: 2, own: 2 } })).toEqual([accepted]);
});

it("is a metric", async () => {
  const metrics = createPrometheusMetrics();
  let memories = { all: 1, own: 1 };
  countMemories(metrics, () => memories);
  expect(await metrics.page()).toContain("sluice_authz_unshared_memories 0");
  memories = { all: 3, own: 2 };
  expect(await metrics.page()).toContain("sluice_authz_unshared_memories 2");
});
