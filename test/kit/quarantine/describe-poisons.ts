import { beforeAll, describe, expect, it } from "vitest";
import { policies } from "../../../src/policy/registry.ts";
import { documents, route, service } from "../stack/edge.ts";
import { poisonPolicies } from "../stack/poison-policies.ts";
import { waitFor } from "../stack/stack.ts";
import { startTestFleet, type TestFleet } from "../stack/test-fleet.ts";
import { type HttpBackend, startHttpBackend } from "../traffic/http-backend.ts";

function patch(name: string, target: object, ...operations: readonly object[]): object {
  return { kind: "EnvoyPatch", name, spec: { target, patch: operations } };
}

/** A route with many rules, of which one may be bad. */
function ruleRoute({ bad, mark }: { readonly bad?: number; readonly mark: string }): object {
  const rules = Array.from({ length: 20 }, (_, index) => ({
    name: `rule-${index}`,
    matches: [{ path: { exact: `/${index}` } }],
    respond: { status: 200, headers: { "x-mark": mark } },
    ...(index === bad && { poisonRoute: { on: true } }),
  }));
  return route("rules", rules);
}

/** A route to its own service, that marks its answers. */
function markedRoute(index: number, mark: string): object {
  return route(`r${index}`, [{ backends: [{ service: `s${index}` }], headers: { response: { set: { "x-mark": mark } } } }]);
}

/** Routes that change together with a bad one. */
const changed = Array.from({ length: 100 }, (_, index) => 10 + index);

/** What is planted, and what is to be said. */
interface Poison {
  readonly name: string;
  readonly plant: (parts: { readonly port: number; readonly gateway: number }) => readonly object[];
  /** What is removed, or written, to end it. */
  readonly heal: readonly `${string}/${string}`[] | ((parts: { readonly port: number; readonly gateway: number }) => readonly object[]);
  readonly culprit: `${string}/${string}`;
  readonly pointer: string;
  readonly words: RegExp;
}

function gateway(port: number, fields: object = {}): object {
  return { kind: "Gateway", name: "web", spec: { address: "127.0.0.1", listeners: [{ name: "http", port, protocol: "http" }], ...fields } };
}

const poisons: readonly Poison[] = [
  {
    name: "a cluster, by a patch",
    plant: () => [patch("bad", { type: "cluster", name: "default/s7" }, { op: "add", path: "/lb_policy", value: "CLUSTER_PROVIDED" })],
    heal: ["EnvoyPatch/bad"],
    culprit: "EnvoyPatch/bad",
    pointer: "/spec/patch",
    words: /: cluster manager: cluster provided LB specified but cluster 'default\/s7' did not/u,
  },
  {
    name: "a cluster, by its translation",
    plant: ({ port }) => [service("s7", port, { poisonCluster: { on: true } })],
    heal: ({ port }) => [service("s7", port)],
    culprit: "Service/s7",
    pointer: "/spec/poisonCluster",
    words: /: cluster manager: cluster provided LB specified but cluster 'default\/s7' did not/u,
  },
  {
    name: "a route table, by a patch",
    plant: () => [
      patch(
        "bad",
        { type: "route", name: "default/web/http" },
        { op: "add", path: "/request_headers_to_add", value: [{ header: { key: ":path", value: "/" } }] },
      ),
    ],
    heal: ["EnvoyPatch/bad"],
    culprit: "EnvoyPatch/bad",
    pointer: "/spec/patch",
    words: /:-prefixed or host headers may not be modified/u,
  },
  {
    name: "a rule among twenty that change, of a route among a hundred that change",
    plant: () => [...changed.map((index) => markedRoute(index, "second")), ruleRoute({ bad: 7, mark: "second" })],
    heal: () => [ruleRoute({ mark: "third" })],
    culprit: "Route/rules",
    pointer: "/spec/rules/7",
    words: /:-prefixed or host headers may not be modified/u,
  },
  {
    name: "every route, by a policy of the namespace",
    plant: () => [{ kind: "Policy", name: "bad", spec: { targets: [{ kind: "Namespace" }], poisonRoute: { on: true } } }, markedRoute(9, "with it")],
    heal: ["Policy/bad"],
    culprit: "Policy/bad",
    pointer: "/spec/poisonRoute",
    words: /:-prefixed or host headers may not be modified/u,
  },
  {
    name: "an endpoint set, by a patch",
    plant: () => [
      patch(
        "bad",
        { type: "endpoint", name: "default/s7" },
        { op: "replace", path: "/endpoints/0/lb_endpoints/0/endpoint/address/socket_address/address", value: "nowhere" },
      ),
    ],
    heal: ["EnvoyPatch/bad"],
    culprit: "EnvoyPatch/bad",
    pointer: "/spec/patch",
    words: /malformed IP address: nowhere/u,
  },
  {
    name: "a listener, by a patch with an extension that this Envoy does not have",
    plant: ({ gateway: port }) => [
      patch(
        "bad",
        { type: "listener", name: `tcp/127.0.0.1/${port}` },
        {
          op: "add",
          path: "/listener_filters",
          value: [{ name: "nowhere", typed_config: { "@type": "type.googleapis.com/google.protobuf.Struct", value: {} } }],
        },
      ),
    ],
    heal: ["EnvoyPatch/bad"],
    culprit: "EnvoyPatch/bad",
    pointer: "/spec/patch",
    words: /Didn't find a registered implementation for 'nowhere'/u,
  },
  {
    name: "a listener, by its translation",
    plant: ({ gateway: port }) => [gateway(port, { poisonListener: { on: true } })],
    heal: ({ gateway: port }) => [gateway(port)],
    culprit: "Gateway/web",
    pointer: "/spec/poisonListener",
    words: /Early header mutation extension not found: 'poison'/u,
  },
];

/** Describes what becomes of one poisoned resource of each type among so many good ones, 120 or more, on a real Envoy. */
export function describePoisons(count: number): void {
  const all = Array.from({ length: count }, (_, index) => index);
  let backend: HttpBackend;

  beforeAll(async () => {
    backend = await startHttpBackend("backend");
  });

  describe.each(["delta", "sotw"] as const)("on a proxy that speaks %s", (variant) => {
    let fleet: TestFleet;

    beforeAll(async () => {
      const objects = [...all.flatMap((index) => [service(`s${index}`, backend.port), markedRoute(index, "first")]), ruleRoute({ mark: "first" })];
      fleet = await startTestFleet({ variant, objects: documents(...objects), policies: [...policies, ...poisonPolicies] });
    }, 60_000);

    async function expectNamed({ culprit, pointer, words }: Poison): Promise<void> {
      await waitFor(() => fleet.programmed(culprit)?.author !== undefined, 10_000, `${culprit} to be named with its author`);
      const condition = fleet.programmed(culprit);
      expect(condition).toMatchObject({ status: "False", reason: "Refused", pointer, author: "test", nodes: ["edge-1"] });
      expect(condition?.message).toMatch(words);
      const innocent = ["Service/s7", "Route/r7", "Route/r9", "Route/r50", "Route/rules", "Gateway/web"] as const;
      for (const object of innocent) if (object !== culprit) expect([object, fleet.programmed(object)?.reason]).toEqual([object, "Programmed"]);
    }

    /** Changes of others are in force, also where they share the resource, and what was good is in force. */
    async function expectOthersFlow(mark: string): Promise<void> {
      await fleet.write(documents(markedRoute(8, mark)));
      expect((await fleet.ask("r8.test/")).headers["x-mark"]).toBe(mark);
      expect((await fleet.ask("r7.test/")).status).toBe(200);
      expect((await fleet.ask("rules.test/3")).headers["x-mark"]).toBe("first");
    }

    it.each(poisons)("names the cause of $name, loses nothing, and is cleared by the fix", async (poison) => {
      const parts = { port: backend.port, gateway: fleet.port };
      await fleet.write(documents(...poison.plant(parts)));
      await expectNamed(poison);
      await expectOthersFlow("beside it");
      await fleet.restartNode();
      await expectOthersFlow("after a restart of the proxy");
      await fleet.restartReplica();
      await expectNamed(poison);
      await expectOthersFlow("after a restart of the replica");
      await fleet.restartNode();
      await expectOthersFlow("after both");
      await expectNamed(poison);

      if (typeof poison.heal === "function") await fleet.write(documents(...poison.heal(parts)));
      else await fleet.remove(...poison.heal);
      await fleet.untilFree();
      if (typeof poison.heal === "function") await fleet.until(poison.culprit, "Programmed");
      await fleet.write(documents(ruleRoute({ mark: "first" })));
      await expectOthersFlow("healed");
    });
  });
}
