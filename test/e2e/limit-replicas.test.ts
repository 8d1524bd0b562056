import { beforeAll, expect, it } from "vitest";
import type { Envoy } from "../kit/binary/envoy.ts";
import { freePort } from "../kit/binary/free-port.ts";
import { describeWith } from "../kit/binary/require.ts";
import { type LimitedStack, startLimitedStack } from "../kit/limits/limited-stack.ts";
import { shopEdge } from "../kit/limits/shop-edge.ts";
import { startHttpBackend } from "../kit/traffic/http-backend.ts";
import { send } from "../kit/traffic/http-request.ts";
import { paced, tally } from "../kit/traffic/paced.ts";

const limit = 400;

/** What is not decided is refused with 503, so that each lost call shows. A busy machine is no outage. */
const objects = (port: number, backend: number): string => `${shopEdge(port, backend)}---
kind: Route
name: shop
spec:
  parents: [{ name: web }]
  rules:
${["warm", "sick", "stopped"].map(rule).join("\n")}
`;

function rule(name: string): string {
  const most = name === "warm" ? 1_000_000 : limit;
  return `    - name: ${name}
      matches: [{ path: { prefix: /${name} } }]
      rateLimit: { timeout: 2s, limits: [{ name: all, rate: ${most}/d, onOutage: deny }] }
      backends: [{ service: shop }]`;
}

describeWith("replicas that fail at 300 calls a second", ["envoy"], () => {
  const test: { stack?: LimitedStack; envoy?: Envoy; port: number } = { port: 0 };
  const stack = (): LimitedStack => {
    if (test.stack === undefined) throw new Error("The test is not set up");
    return test.stack;
  };
  beforeAll(async () => {
    test.stack = await startLimitedStack({ replicas: 2 });
    const backend = await startHttpBackend("shop");
    test.port = await freePort();
    await stack().apply(objects(test.port, backend.port));
    test.envoy = await stack().node("edge-1");
    await stack().settled();
    await load("/warm", 50);
  });
  const load = async (path: string, count: number, onCall: (index: number) => void = () => undefined): Promise<Record<string, number>> =>
    tally(
      await paced(count, async (index) => {
        onCall(index);
        return (await send({ port: test.port, path })).status;
      }),
    );

  it("one that answers UNAVAILABLE for two seconds costs ten calls at most", async () => {
    const {
      200: admitted = 0,
      429: refused = 0,
      503: lost = 0,
      ...others
    } = await load("/sick", 1200, (index) => {
      if (index === 150) stack().fail(1, true);
      if (index === 750) stack().fail(1, false);
    });
    expect(others).toEqual({});
    expect(admitted + refused + lost).toBe(1200);
    expect(lost).toBeLessThanOrEqual(10);
    expect(stack().failed()).toBeGreaterThan(0);
    expect(admitted).toBe(limit);
    expect(await test.envoy?.admin.stat("cluster.default/shop.ratelimit.error")).toBeLessThanOrEqual(10);
  });

  it("one that is stopped in order and started anew costs none", async () => {
    const replaced: Promise<void>[] = [];
    const counts = await load("/stopped", 900, (index) => {
      if (index === 150) replaced.push(stack().stopLimits(1));
      if (index === 600) replaced.push(stack().startLimits(1));
    });
    await Promise.all(replaced);
    expect(counts).toEqual({ 200: limit, 429: 900 - limit });
  });
});
