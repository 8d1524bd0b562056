import { renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect, it } from "vitest";
import { startEnvoy } from "../kit/binary/envoy.ts";
import { freePort } from "../kit/binary/free-port.ts";
import { describeWith } from "../kit/binary/require.ts";
import { tempFolder } from "../kit/binary/temp-folder.ts";
import { type ServedLimits, startLimits } from "../kit/limits/serve-limits.ts";
import { limitedEnvoy } from "../kit/limits/static-envoy.ts";
import { startHttpBackend } from "../kit/traffic/http-backend.ts";
import { send } from "../kit/traffic/http-request.ts";

const rules = (perDay: number): string => `
domain: shop
descriptors:
  - key: user
    rate_limit: { unit: day, requests_per_unit: ${perDay} }
  - key: user
    value: vip
    rate_limit: { unlimited: true }
`;

describeWith("limits from files, on a real Envoy", ["envoy"], () => {
  const test: { folder: string; limits?: ServedLimits; port: number } = { folder: "", port: 0 };
  beforeAll(async () => {
    test.folder = await tempFolder("rules");
    writeFileSync(join(test.folder, "shop.yaml"), rules(3));
    test.limits = await startLimits(["--limits", test.folder, "--limits-headers", "draft-03"]);
    test.port = await freePort();
    const backend = await startHttpBackend("shop");
    await startEnvoy(
      limitedEnvoy({
        port: test.port,
        services: [test.limits.port],
        backendPort: backend.port,
        domain: "shop",
        rateLimits: [[{ request_headers: { header_name: "x-user", descriptor_key: "user" } }]],
        filter: { enable_x_ratelimit_headers: "DRAFT_VERSION_03" },
      }),
    );
  });

  const ask = async (user: string) => send({ port: test.port, headers: { "x-user": user } });
  const statuses = async (user: string, times: number): Promise<readonly number[]> => {
    const seen: number[] = [];
    for (let time = 0; time < times; time += 1) seen.push((await ask(user)).status);
    return seen;
  };

  it("admits the limit of each key, tells what is left, and refuses the rest", async () => {
    const first = await ask("ann");
    expect(first.status).toBe(200);
    expect(first.headers).toMatchObject({
      "ratelimit-limit": "3",
      "ratelimit-remaining": "2",
      "x-ratelimit-limit": "3, 3;w=86400",
      "x-ratelimit-remaining": "2",
    });
    expect(await statuses("ann", 4)).toEqual([200, 200, 429, 429]);
    const refused = await ask("ann");
    expect(Number(refused.headers["retry-after"])).toBeGreaterThan(0);
    expect(refused.headers["x-envoy-ratelimited"]).toBe("true");
    expect(await statuses("bob", 4)).toEqual([200, 200, 200, 429]);
    expect(await statuses("vip", 6)).toEqual([200, 200, 200, 200, 200, 200]);
  });

  it("takes a changed file, and keeps the last good one when the next is wrong", async () => {
    const rewrite = (text: string): void => {
      writeFileSync(join(test.folder, "next"), text);
      renameSync(join(test.folder, "next"), join(test.folder, "shop.yaml"));
    };
    rewrite("domain: shop\ndescriptors:\n  - key: user\n    rate_limit: { unit: fortnight }\n");
    await expect.poll(async () => (await test.limits?.log())?.includes("fortnight"), { timeout: 10_000 }).toBe(true);
    expect(await statuses("ann", 2)).toEqual([429, 429]);
    rewrite(rules(4));
    await expect.poll(async () => (await ask("somebody")).headers["ratelimit-limit"], { timeout: 10_000 }).toBe("4");
    // What was refused has been counted, as the reference service does it: four are not enough any more.
    expect(await statuses("ann", 2)).toEqual([429, 429]);
  });

  it("answers on HTTP as the reference service does", async () => {
    const url = test.limits?.url ?? "";
    const post = async (body: unknown): Promise<Response> =>
      fetch(`${url}/json`, { method: "POST", body: typeof body === "string" ? body : JSON.stringify(body) });
    const question = { domain: "shop", descriptors: [{ entries: [{ key: "user", value: "json" }] }] };
    const first = await post(question);
    expect(first.status).toBe(200);
    expect(await first.json()).toMatchObject({
      overallCode: "OK",
      statuses: [
        { code: "OK", currentLimit: { requestsPerUnit: 4, unit: "DAY" }, limitRemaining: 3, durationUntilReset: expect.stringMatching(/^\d+s$/u) as string },
      ],
    });
    const over = await post({ ...question, hits_addend: 9 });
    expect(over.status).toBe(429);
    expect(await over.json()).toMatchObject({ overallCode: "OVER_LIMIT", statuses: [{ code: "OVER_LIMIT" }] });
    expect((await post("{")).status).toBe(400);
    expect(await (await post({ domain: 5 })).text()).toBe("/domain: Value 5 is not a text\n");
    expect(await (await post({ domain: "shop" })).text()).toBe("Request has no descriptors\n");
    expect(await (await fetch(`${url}/healthcheck`)).text()).toBe("OK");
    expect(await (await fetch(`${url}/rlconfig`)).text()).toBe(
      "shop.user_vip: unit=UNKNOWN requests_per_unit=0, shadow_mode: false, quota_mode: false\nshop.user: unit=DAY requests_per_unit=4, shadow_mode: false, quota_mode: false\n",
    );
    expect(await (await fetch(`${url}/metrics`)).text()).toMatch(/sluice_ratelimit_over_limit_total\{limit="shop\.user"\} \d+/u);
  });

  it("does not start on limits that are wrong, and says why", async () => {
    const folder = await tempFolder("rules");
    writeFileSync(join(folder, "bad.yaml"), "domain: shop\ndescriptors:\n  - key: user\n    rate_limit: { unit: fortnight }\n");
    await expect(startLimits(["--limits", folder])).rejects.toThrow(/bad\.yaml:4 Unit "fortnight" is not a unit of time/u);
    await expect(startLimits(["--limits", join(folder, "none")])).rejects.toThrow(/Folder of limits .*none cannot be read: ENOENT/u);
  });
});
