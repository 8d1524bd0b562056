import { expect, it } from "vitest";
import { startRedis } from "../kit/binary/redis.ts";
import { describeWith } from "../kit/binary/require.ts";
import { rateLimitClient, responseTexts } from "../kit/limits/rate-limit-client.ts";
import { startReference } from "../kit/limits/reference-service.ts";
import { ObjectBuilder } from "../kit/objects/object-builder.ts";
import { nodeGroup } from "../kit/objects/others.ts";
import { newPlace, nodeToken, startServe } from "../kit/program/serve-program.ts";

function domain(name: string, limit: Readonly<Record<string, string | number | boolean>>): ObjectBuilder {
  return new ObjectBuilder("RateLimitDomain", name, { domain: name, descriptors: [{ key: "user", rate_limit: limit }] });
}

describeWith("envoyproxy/ratelimit as a client of our control plane", ["go", "redis"], () => {
  it("decides by RateLimitDomains, and takes each change", async () => {
    const redis = await startRedis();
    const program = await startServe(await newPlace(), ["--store", "memory", "--roles", "discovery,admin"]);
    await program.apply([nodeGroup("limiters", { proxy: "ratelimit" }), domain("shop", { unit: "day", requests_per_unit: 2 })]);
    const { host, port } = program.place.discovery;
    const service = await startReference({
      redis: `127.0.0.1:${redis.port}`,
      env: {
        CONFIG_TYPE: "GRPC_XDS_SOTW",
        CONFIG_GRPC_XDS_SERVER_URL: `${host}:${port}`,
        CONFIG_GRPC_XDS_CLIENT_ADDITIONAL_HEADERS: `authorization:Bearer ${await nodeToken(program, "limiters")}`,
      },
    });
    const client = rateLimitClient(`127.0.0.1:${service.port}`);
    const ask = async (name: string): Promise<string> =>
      responseTexts(await client.ask({ domain: name, descriptors: [{ entries: [{ key: "user", value: "ann" }] }] })).join();
    await expect.poll(() => ask("shop"), { timeout: 10_000 }).toMatch(/\/2 day$/u);
    await program.apply([domain("shop", { unit: "day", requests_per_unit: 1000 }), domain("more", { unlimited: true })]);
    await expect.poll(() => ask("shop"), { timeout: 10_000 }).toMatch(/\/1000 day$/u);
    await expect.poll(() => ask("more"), { timeout: 10_000 }).toBe("OK unlimited");
    client.close();
  });
});
