import { expect, it } from "vitest";
import { startEtcd } from "../kit/binary/etcd.ts";
import { describeWith } from "../kit/binary/require.ts";
import { keepsData } from "../kit/binary/safe-etcd.ts";

function post(url: string, body: Record<string, string>): Promise<unknown> {
  return fetch(url, { method: "POST", body: JSON.stringify(body) }).then((answer) => answer.json());
}

const base64 = (text: string): string => Buffer.from(text).toString("base64");

describeWith("a real etcd in a test", ["etcd"], () => {
  it("answers on a port of its own and is gone after stop", async () => {
    const [one, two] = await Promise.all([startEtcd(), startEtcd()]);
    expect(one.address).not.toBe(two.address);
    await post(`${one.url}/v3/kv/put`, { key: base64("a"), value: base64("1") });
    expect(await post(`${one.url}/v3/kv/range`, { key: base64("a") })).toMatchObject({ count: "1" });
    expect(await post(`${two.url}/v3/kv/range`, { key: base64("a") })).not.toHaveProperty("count");
    await Promise.all([one.stop(), two.stop()]);
    await expect(fetch(`${one.url}/health`)).rejects.toThrow();
  });

  it("names the end of the log when it does not start", async () => {
    await expect(startEtcd({ args: ["--no-such-flag"] })).rejects.toThrow(/before it was ready:[\s\S]*no-such-flag/);
  });
});

describeWith("an etcd that keeps its data", ["etcd-safe"], (binaries) => {
  it("is not of the versions that lose it", () => {
    expect(keepsData(binaries["etcd-safe"].version)).toBe(true);
    expect(keepsData("3.5.1")).toBe(false);
    expect(["3.4.23", "3.5.3", "3.6.16"].every(keepsData)).toBe(true);
  });

  it("has what it acknowledged after kill -9 and a new start", async () => {
    const etcd = await startEtcd({ safe: true });
    await post(`${etcd.url}/v3/kv/put`, { key: base64("a"), value: base64("1") });
    await etcd.kill();
    await etcd.start();
    expect(await post(`${etcd.url}/v3/kv/range`, { key: base64("a") })).toMatchObject({ count: "1" });
    await etcd.stop();
  });
});
