import { beforeAll, expect, it } from "vitest";
import { type GuardedStack, openAuthz, type ServedAuthz, startGuardedStack } from "../kit/authz/guarded-stack.ts";
import { freePort, freePorts } from "../kit/binary/free-port.ts";
import { describeWith } from "../kit/binary/require.ts";
import { startLoad } from "../kit/load/load.ts";
import { waitFor } from "../kit/stack/stack.ts";
import { startHttpBackend } from "../kit/traffic/http-backend.ts";

describeWith("replicas of a role that proxies ask with each request", ["envoy"], () => {
  let stack: GuardedStack;
  let replicas: readonly [ServedAuthz, ServedAuthz];
  let port: number;

  beforeAll(async () => {
    port = await freePort();
    const [one = 0, two = 0] = await freePorts(2);
    stack = await startGuardedStack([one, two]);
    const first = openAuthz({ port: one, fleet: stack.fleet, store: stack.store });
    replicas = [first, first.another(two)];
    for (const replica of replicas) await replica.start();
    const backend = await startHttpBackend("shop");
    await stack.apply(
      [
        "kind: NodeGroup\nname: edge\nspec: {}\n",
        `kind: Gateway\nname: web\nspec:\n  level: 3\n  listeners: [{ name: http, port: ${port}, protocol: http }]\n`,
        `kind: Service\nname: shop\nspec:\n  endpoints: { static: [{ address: 127.0.0.1, port: ${backend.port} }] }\n`,
        "kind: Route\nname: shop\nspec:\n  parents: [{ name: web }]\n  rules: [{ matches: [{ path: { prefix: / } }], backends: [{ service: shop }] }]\n",
        "kind: Policy\nname: open\nspec:\n  targets: [{ kind: Route, name: shop }]\n  auth: { ask: { timeout: 2s }, identify: [{ anonymous: {} }] }\n",
      ].join("---\n"),
    );
    await stack.node("edge-1");
    await stack.settled();
  });

  it("are restarted one right after the other without a request that is lost", async () => {
    const load = startLoad({ targets: [{ port, path: "/", keepAlive: true }], perSecond: 100, accessLogs: [] });
    const answers = async (more: number): Promise<void> => {
      const goal = load.answered + more;
      await waitFor(() => load.answered >= goal, 20_000, `${more} more answers`);
    };
    await answers(20);
    // The one that is back is still left out by Envoy when the other one goes.
    for (const replica of [...replicas, ...replicas]) {
      await replica.stop();
      await answers(20);
      await replica.start();
      await answers(20);
    }
    const { failures, answered } = await load.stop();
    expect(failures).toEqual([]);
    expect(answered).toBeGreaterThan(160);
  });
});
