import { beforeAll, expect, it } from "vitest";
import { type FaultEdge, startFaultEdge } from "../kit/authz/fault-edge.ts";
import { signatureHeaders, usualComponents } from "../kit/authz/sign-request.ts";
import { type RunningRedis, startRedis } from "../kit/binary/redis.ts";
import { describeWith } from "../kit/binary/require.ts";
import { waitFor } from "../kit/stack/stack.ts";

const secret = "0123456789abcdef0123456789abcdef";

const file = `kind: Policy
name: signed
spec: { auth: { identify: [{ signature: {} }] } }
---
kind: Consumer
name: acme
spec:
  credentials:
    signer: { signature: { keyId: k1, secret: ${secret} } }
`;

let nonces = 0;

/** Headers of a signed request that was never sent before. */
function signed(): Readonly<Record<string, string>> {
  nonces += 1;
  const components = usualComponents({ path: "/signed", host: "127.0.0.1" });
  return signatureHeaders({ key: secret, components, created: Math.floor(Date.now() / 1000), more: `;nonce="n${nonces}"` });
}

describeWith("two replicas behind a real Envoy", ["envoy", "redis"], () => {
  let redis: RunningRedis;
  let edge: FaultEdge;
  beforeAll(async () => {
    redis = await startRedis();
    edge = await startFaultEdge({ policies: ["signed"], file, args: ["--auth-state", redis.url] });
  });

  const status = async (path: string, headers: Readonly<Record<string, string>> = {}): Promise<number> => (await edge.ask(path, { headers })).status;

  it("let a signed request in once, whichever is asked", async () => {
    for (let request = 0; request < 4; request += 1) {
      const headers = signed();
      const answers = [];
      for (let time = 0; time < 4; time += 1) answers.push(await status("/signed", headers));
      expect(answers).toEqual([200, 401, 401, 401]);
    }
  });

  it.each<[string, () => unknown, () => unknown]>([
    ["is out of memory", () => redis.ask("CONFIG", "SET", "maxmemory", "1"), () => redis.ask("CONFIG", "SET", "maxmemory", "0")],
    ["hangs", () => redis.process().signal("SIGSTOP"), () => redis.process().signal("SIGCONT")],
    ["is gone", () => redis.process().kill(), () => redis.start()],
  ])("let no signed request in while Redis %s, and do when it is back", async (_, fail, mend) => {
    await fail();
    const before = edge.backend.seen.length;
    expect([await status("/signed", signed()), await status("/signed", signed())]).toEqual([503, 503]);
    expect(edge.backend.seen).toHaveLength(before);
    await mend();
    await waitFor(async () => (await status("/signed", signed())) === 200, 10_000, "signed requests to be good again");
    const headers = signed();
    expect([await status("/signed", headers), await status("/signed", headers)]).toEqual([200, 401]);
  });
});
