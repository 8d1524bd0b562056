import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { rateLimitClient, responseTexts } from "../kit/limits/rate-limit-client.ts";
import { startLimits } from "../kit/limits/serve-limits.ts";
import { ObjectBuilder } from "../kit/objects/object-builder.ts";
import { nodeGroup } from "../kit/objects/others.ts";
import { newPlace, nodeToken, startServe } from "../kit/program/serve-program.ts";

function shop(perDay: number): ObjectBuilder {
  return new ObjectBuilder("RateLimitDomain", "shop", {
    domain: "shop",
    descriptors: [{ key: "user", rate_limit: { unit: "day", requests_per_unit: perDay } }],
  });
}

describe("our rate limit service as a client of our control plane", () => {
  it("decides by RateLimitDomains, takes each change, and keeps the last while the control plane is away", async () => {
    const place = await newPlace();
    const plane = ["--store", "sqlite:limits.db", "--roles", "discovery,admin"];
    const first = await startServe(place, plane);
    await first.apply([nodeGroup("limiters", { proxy: "ratelimit" }), shop(1)]);
    const tokenFile = join(place.folder, "limiters.token");
    writeFileSync(tokenFile, `${await nodeToken(first, "limiters")}\n`);
    const { host, port } = place.discovery;
    const server = ["--limits-xds", `http://${host}:${port}`, "--limits-xds-cluster", "limiters", "--limits-xds-token-file", tokenFile];
    const limits = await startLimits(server);
    const client = rateLimitClient(`127.0.0.1:${limits.port}`);
    const ask = async (user: string): Promise<string> =>
      responseTexts(await client.ask({ domain: "shop", descriptors: [{ entries: [{ key: "user", value: user }] }] })).join();
    expect([await ask("ann"), await ask("ann")]).toEqual(["OK 0/1 day", "OVER 0/1 day"]);
    await first.apply([shop(2)], { waitMs: 10_000 });
    expect(await ask("bob")).toBe("OK 1/2 day");
    await first.stop();
    expect(await ask("bob")).toBe("OK 0/2 day");
    const second = await startServe(place, plane);
    const { rollout } = await second.apply([shop(9)]);
    await expect.poll(() => ask("dan"), { timeout: 20_000, interval: 200 }).toMatch(/\/9 day$/u);
    expect(rollout?.refused ?? 0).toBe(0);
    client.close();
  });
});
