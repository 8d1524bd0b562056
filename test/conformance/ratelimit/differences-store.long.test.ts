import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect, it } from "vitest";
import { freePort } from "../../kit/binary/free-port.ts";
import { type RunningRedis, startRedis } from "../../kit/binary/redis.ts";
import { describeWith } from "../../kit/binary/require.ts";
import { tempFolder } from "../../kit/binary/temp-folder.ts";
import { request } from "../../kit/limits/decide.ts";
import { type RateLimitClient, rateLimitClient, responseTexts, toMessage } from "../../kit/limits/rate-limit-client.ts";
import { type ReferenceService, startReference } from "../../kit/limits/reference-service.ts";
import { type ServedLimits, startLimits } from "../../kit/limits/serve-limits.ts";

const rules = "domain: d\ndescriptors:\n  - { key: user, rate_limit: { unit: day, requests_per_unit: 2 } }\n";

/** A service, and how it answers a request in short form: its statuses, or the code of the error. */
interface Asked {
  readonly client: RateLimitClient;
  readonly ask: (descriptor: string, options?: { readonly own?: number }) => Promise<string>;
}

function asked(port: number): Asked {
  const client = rateLimitClient(`127.0.0.1:${port}`);
  const ask: Asked["ask"] = (descriptor, { own } = {}) => {
    const plain = request("d", descriptor);
    const limit = own === undefined ? undefined : { requestsPerUnit: own, unit: 4, multiplier: undefined };
    const message = toMessage({ ...plain, descriptors: plain.descriptors.map((one) => ({ ...one, limit })) });
    return client.ask(message, { timeoutMs: 20_000 }).then(
      (answer) => responseTexts(answer).join(),
      (error: { readonly code: number }) => `error ${error.code}`,
    );
  };
  return { client, ask };
}

describeWith("where we differ from envoyproxy/ratelimit, about the store (docs/reference/ratelimit-differences.md)", ["go", "redis"], () => {
  const test: { redis?: RunningRedis; reference?: ReferenceService; limits?: ServedLimits; promPort: number; folder: string } = { promPort: 0, folder: "" };
  const parts: { ours?: Asked; theirs?: Asked } = {};
  const both = async (descriptor: string, options?: { readonly own?: number }): Promise<{ readonly ours: string; readonly theirs: string }> => ({
    ours: (await parts.ours?.ask(descriptor, options)) ?? "",
    theirs: (await parts.theirs?.ask(descriptor, options)) ?? "",
  });
  beforeAll(async () => {
    test.redis = await startRedis();
    test.folder = await tempFolder("rules");
    test.promPort = await freePort();
    writeFileSync(join(test.folder, "d.yaml"), rules);
    test.limits = await startLimits(["--limits", test.folder, "--counters", test.redis.url]);
    const prometheus = { USE_PROMETHEUS: "true", PROMETHEUS_ADDR: `127.0.0.1:${test.promPort}` };
    const env = { ...prometheus, LOCAL_CACHE_SIZE_IN_BYTES: "1000000" };
    test.reference = await startReference({ redis: `127.0.0.1:${test.redis.port}`, files: [rules], env });
    parts.ours = asked(test.limits.port);
    parts.theirs = asked(test.reference.port);
  });

  it("a key that was over its limit is kept over for a window, and for a moment", async () => {
    for (let time = 0; time < 2; time += 1) await both("user=ann");
    expect(await both("user=ann")).toEqual({ ours: "OVER 0/2 day", theirs: "OVER 0/2 day" });
    await test.redis?.ask("FLUSHALL");
    await expect.poll(() => parts.ours?.ask("user=ann"), { timeout: 5000 }).toBe("OK 1/2 day");
    expect(await parts.theirs?.ask("user=ann")).toBe("OVER 0/2 day");
  });

  it("the window is that of the store's clock, and that of each process", async () => {
    // Tomorrow, for a process whose clock is a day ahead; its window is today's all the same.
    const ahead = "data:text/javascript,const%20now=Date.now;Date.now=()=>now()+86400000";
    const early = await startLimits(["--limits", test.folder, "--counters", test.redis?.url ?? ""], { env: { NODE_OPTIONS: `--import=${ahead}` } });
    expect(await parts.ours?.ask("user=bob")).toBe("OK 1/2 day");
    expect(await asked(early.port).ask("user=bob")).toBe("OK 0/2 day");
    await parts.theirs?.ask("user=bob");
    const days = Math.floor(Date.now() / 86_400_000);
    expect([days, days - 1].map((day) => `d_user_bob_${day * 86_400}`)).toContain((await keysOf("d_user_bob_*"))[0]);
  });
  const keysOf = async (pattern: string): Promise<readonly string[]> => (await test.redis?.ask("KEYS", pattern)) as readonly string[];

  it("limits of requests are one series, and one each", async () => {
    for (const user of ["p", "q", "r"]) expect(await both(`user=own${user}`, { own: 5 })).toEqual({ ours: "OK 4/5 day", theirs: "OK 4/5 day" });
    const ours = await (await fetch(`${test.limits?.url ?? ""}/metrics`)).text();
    expect(ours.match(/^sluice_ratelimit_total_hits_total\{.*limit_of_the_request.*$/gmu)).toEqual([
      'sluice_ratelimit_total_hits_total{limit="d.limit_of_the_request"} 3',
    ]);
    expect(ours).not.toContain("ownp");
    const theirs = async (): Promise<number> => {
      const page = await (await fetch(`http://127.0.0.1:${test.promPort}/metrics`)).text();
      return ["ownp", "ownq", "ownr"].filter((value) => page.includes(value)).length;
    };
    await expect.poll(theirs, { timeout: 20_000 }).toBe(3);
  });

  it("while the store does not answer, requests wait until it is gone and fail without a reason, or are decided at once by the rule", async () => {
    test.redis?.process().signal("SIGSTOP");
    const answers: string[] = [];
    const theirs = parts.theirs?.ask("user=cid").then((answer) => answers.push(answer));
    expect(await parts.ours?.ask("user=cid")).toBe("error 14");
    expect(answers).toEqual([]);
    await test.redis?.process().kill();
    await theirs;
    expect(answers).toEqual(["error 2"]);
    expect(await parts.ours?.ask("user=cid")).toBe("error 14");
  });
});
