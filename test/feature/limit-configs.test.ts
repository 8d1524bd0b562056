import { describe, expect, it } from "vitest";
import { codec } from "../../src/gen/codec.ts";
import { type Stack, startStack } from "../kit/stack/stack.ts";
import type { Answer } from "../kit/xds/answer.ts";
import { ScriptedClient } from "../kit/xds/scripted-client.ts";

const services = `
kind: NodeGroup
name: limiters
spec: { proxy: ratelimit, allowedFrom: { namespaces: [default, team] } }
`;

const shop = `
kind: RateLimitDomain
name: shop
spec:
  domain: shop
  descriptors:
    - key: user
      value: 7
      rate_limit: { unit: Minute, requests_per_unit: 5, name: users, replaces: [{ name: all }] }
      shadow_mode: true
      descriptors:
        - { key: path, detailed_metric: true, rate_limit: { unlimited: true } }
`;

function domain(name: string, rest: string, namespace = "default"): string {
  return `kind: RateLimitDomain\nname: ${name}\nnamespace: ${namespace}\nspec: ${rest}\n`;
}

function connect(stack: Stack, variant: "sotw" | "delta" = "sotw"): ScriptedClient {
  const { host, port } = stack.discovery;
  const client = new ScriptedClient({ address: `${host}:${port}`, variant, node: { id: "rls-1", cluster: "limiters" } });
  // As envoyproxy/ratelimit begins: without names, which is everything.
  client.send("rate-limit");
  return client;
}

function configs({ bytes }: Answer) {
  return bytes.map((each) => codec("ratelimit.config.ratelimit.v3.RateLimitConfig").decode(each));
}

async function started(...documents: readonly string[]): Promise<Stack> {
  const stack = await startStack();
  await stack.apply([services, ...documents].join("---\n"));
  return stack;
}

describe("what rate limit services get", () => {
  it.each(["sotw", "delta"] as const)("is every domain of the namespaces that their group serves, by %s", async (variant) => {
    const stack = await started(shop, domain("teams", "{ domain: teams }", "team"), domain("alien", "{ domain: alien }", "elsewhere"));
    const client = connect(stack, variant);
    // Few travel one by one where they can.
    const answers = [await client.take(), ...(variant === "delta" ? [await client.take()] : [])];
    expect(answers.map(({ type }) => type)).toEqual(answers.map(() => "rate-limit"));
    expect(answers.flatMap(configs)).toMatchObject([
      {
        name: "shop",
        domain: "shop",
        descriptors: [
          {
            key: "user",
            value: "7",
            shadow_mode: true,
            rate_limit: { unit: 2, requests_per_unit: 5, name: "users", replaces: [{ name: "all" }] },
            descriptors: [{ key: "path", detailed_metric: true, rate_limit: { unlimited: true } }],
          },
        ],
      },
      { name: "teams", domain: "teams" },
    ]);
    await stack.remove({ kind: "RateLimitDomain", namespace: "team", name: "teams" });
    const next = await client.take();
    expect(variant === "sotw" ? next.names : next.removed).toEqual(variant === "sotw" ? ["shop"] : ["teams"]);
  });

  it("is nothing for proxies, and nothing but domains for them", async () => {
    const stack = await started("kind: NodeGroup\nname: edge\nspec: {}\n", shop);
    const { host, port } = stack.discovery;
    const proxy = new ScriptedClient({ address: `${host}:${port}`, variant: "sotw", node: { id: "edge-1", cluster: "edge" } });
    proxy.send("rate-limit");
    expect((await proxy.take()).names).toEqual([]);
    const client = connect(stack);
    await client.take();
    client.send("cluster");
    expect((await client.take()).names).toEqual([]);
  });

  it("is joined where several objects speak of one domain, and the older has its way", async () => {
    const stack = await started(shop);
    await stack.apply(domain("shop", "{ domain: shop, descriptors: [{ key: user, value: 7 }, { key: user, value: 8 }] }", "team"));
    const [config] = configs(await connect(stack).take());
    expect(config?.descriptors?.map(({ value, rate_limit: limit }) => [value, limit?.requests_per_unit])).toEqual([
      ["7", 5],
      ["8", undefined],
    ]);
  });

  it("lacks objects that the message cannot carry, which say so and are refused when they are written", async () => {
    const stack = await started(shop);
    const shares = `{ domain: shop, descriptors: [{ key: file, value: "f/*", share_threshold: true, rate_limit: { unit: day, requests_per_unit: 1, algorithm: token-bucket, burst: 2, unit_multiplier: 3 } }] }`;
    expect(stack.check(domain("files", shares)).flatMap(({ problems }) => problems.map(({ code, pointer, severity }) => [code, pointer, severity]))).toEqual(
      ["share_threshold", "rate_limit/unit_multiplier", "rate_limit/algorithm", "rate_limit/burst"].map((field) => [
        "NOT_FOR_RATE_LIMIT_SERVICES",
        `/spec/descriptors/0/${field}`,
        undefined,
      ]),
    );
    await stack.apply(domain("files", shares));
    const [config] = configs(await connect(stack).take());
    expect(config?.descriptors?.map(({ key }) => key)).toEqual(["user"]);
  });

  it("goes without what only changes how limits are told", async () => {
    const stack = await started();
    const told =
      "{ domain: told, descriptors: [{ key: a, value_to_metric: true, metadata: { tier: 1 }, rate_limit: { unit: day, requests_per_unit: 1, on_outage: allow } }] }";
    expect(stack.check(domain("told", told)).flatMap(({ problems }) => problems.map(({ pointer, severity }) => [pointer, severity]))).toEqual([
      ["/spec/descriptors/0/value_to_metric", "warning"],
      ["/spec/descriptors/0/metadata", "warning"],
      ["/spec/descriptors/0/rate_limit/on_outage", "warning"],
    ]);
    await stack.apply(domain("told", told));
    expect(configs(await connect(stack).take())).toMatchObject([{ descriptors: [{ key: "a", rate_limit: { unit: 4, requests_per_unit: 1 } }] }]);
  });

  it("is sent again without what a service refuses, in its words", async () => {
    const stack = await started(shop, domain("teams", "{ domain: teams }", "team"));
    const client = connect(stack);
    client.nack(await client.next(), "teams: duplicate descriptor composite key 'teams.a'");
    expect((await client.take()).names).toEqual(["shop"]);
    await stack.apply(domain("teams", "{ domain: teams, descriptors: [{ key: b }] }", "team"));
    expect((await client.take()).names).toEqual(["shop", "teams"]);
  });

  it("is not what gateways are for", async () => {
    const stack = await started();
    const gateway = "kind: Gateway\nname: web\nspec: { nodeGroup: limiters, listeners: [{ name: http, port: 80, protocol: http }] }\n";
    expect(stack.check(gateway).flatMap(({ problems }) => problems.map(({ detail }) => detail))).toEqual([
      "NodeGroup limiters has rate limit services, which serve no gateways",
    ]);
  });
});
