import { expect, it } from "vitest";
import { policies } from "../../src/policy/registry.ts";
import { authzClusterName, type RoleEndpoints } from "../../src/xds/cluster/role-cluster.ts";
import { openAuthz, type ServedAuthz } from "../kit/authz/guarded-stack.ts";
import { freePorts } from "../kit/binary/free-port.ts";
import { describeWith } from "../kit/binary/require.ts";
import { startLimitedStack } from "../kit/limits/limited-stack.ts";
import { documents, route, service } from "../kit/stack/edge.ts";
import { poisonPolicies } from "../kit/stack/poison-policies.ts";
import { startStack, waitFor } from "../kit/stack/stack.ts";
import { startHttpBackend } from "../kit/traffic/http-backend.ts";
import { send } from "../kit/traffic/http-request.ts";

const all = [...policies, ...poisonPolicies];

function guarded(group: string, isRefused = true): string {
  const auth = { identify: [{ apiKey: {} }], authorize: { rules: [{ groups: [group] }] } };
  return documents(route("r", [{ name: "only", backends: [{ service: "shop" }], auth, poisonRoute: { on: isRefused } }]));
}

describeWith("a route whose newer versions Envoy refuses", ["envoy"], () => {
  it("is decided by the plan that it names, however often its policy is edited, by a replica that starts anew, too", async () => {
    const [authzPort = 0, port = 0] = await freePorts(2);
    const [backend, places] = [await startHttpBackend("shop"), [{ kind: "tcp", host: "127.0.0.1", port: authzPort }] as const];
    const stack = await startLimitedStack({ policies: all, others: new Map<string, RoleEndpoints>([[authzClusterName, { places, trust: undefined }]]) });
    const first = openAuthz({ port: authzPort, fleet: stack.fleet, store: stack.store });
    await first.start();
    const gateway = { kind: "Gateway", name: "web", spec: { address: "127.0.0.1", level: 3, listeners: [{ name: "http", port, protocol: "http" }] } };
    const consumer = { kind: "Consumer", name: "acme", spec: { groups: ["partners"], credentials: { key: { apiKey: { value: "acme-0123456789abcdef" } } } } };
    await stack.apply(documents({ kind: "NodeGroup", name: "edge", spec: {} }, gateway, consumer, service("shop", backend.port)));
    await stack.apply(guarded("partners", false));
    await stack.node("edge-1");
    await stack.settled();
    const ask = async (): Promise<number> => (await send({ port, host: "r.test", headers: { "x-api-key": "acme-0123456789abcdef" } })).status;
    expect(await ask()).toBe(200);

    await stack.apply(guarded("nobody"));
    await waitFor(() => stack.port.quarantines().length > 0, 5000, "the quarantine");
    for (let edit = 0; edit < 20; edit += 1) await stack.apply(guarded(`nobody-${edit}`));
    await stack.settled();
    expect(await ask()).toBe(200);

    await first.stop();
    let second: ServedAuthz | undefined;
    const two = await startStack({
      store: stack.store,
      replica: "two",
      policies: all,
      onFleet: (fleet) => (second = openAuthz({ port: authzPort, fleet, store: stack.store })),
    });
    await waitFor(() => two.fleet.snapshots.ready, 5000, "the replica to be ready");
    await second?.start();
    await waitFor(async () => (await ask()) === 200, 10_000, "Envoy to find the replica");

    await stack.apply(guarded("others", false));
    await stack.settled();
    expect(await ask()).toBe(403);
  });
});
