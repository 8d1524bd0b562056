import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect, it } from "vitest";
import { freePorts } from "../kit/binary/free-port.ts";
import { startRedis } from "../kit/binary/redis.ts";
import { describeWith } from "../kit/binary/require.ts";
import { tempFolder } from "../kit/binary/temp-folder.ts";
import { request } from "../kit/limits/decide.ts";
import { rateLimitClient, toMessage } from "../kit/limits/rate-limit-client.ts";
import { newPlace, startServe } from "../kit/program/serve-program.ts";

const guide = readFileSync(join(import.meta.dirname, "../../docs/guide/limit-metrics.md"), "utf8");
const rules = `
domain: shop
descriptors:
  - { key: real, rate_limit: { unit: day, requests_per_unit: 2 } }
  - { key: trial, shadow_mode: true, rate_limit: { unit: day, requests_per_unit: 2 } }
`;

describeWith("the guide's page of limit metrics", ["redis"], () => {
  let page = "";
  beforeAll(async () => {
    const [port, httpPort] = await freePorts(2);
    const [redis, folder, place] = [await startRedis(), await tempFolder("rules"), await newPlace()];
    writeFileSync(join(folder, "shop.yaml"), rules);
    const listen = ["--ratelimit-address", `127.0.0.1:${port}`, "--ratelimit-http-address", `127.0.0.1:${httpPort}`];
    await startServe(place, ["--roles", "discovery,admin,ratelimit", ...listen, "--limits", folder, "--counters", redis.url]);
    const client = rateLimitClient(`127.0.0.1:${port}`);
    for (let time = 0; time < 5; time += 1) await client.ask(toMessage(request("shop", "real=x", "trial=x")));
    client.close();
    page = await (await fetch(`http://127.0.0.1:${httpPort}/metrics`)).text();
  });

  it("names metrics that a running service has", () => {
    const there = new Set([...page.matchAll(/^# TYPE (?<name>\S+)/gmu)].map(({ groups }) => groups?.["name"]));
    const told = new Set([...guide.matchAll(/sluice_\w+/gu)].map(([name]) => name));
    expect(told.size).toBe(18);
    expect([...told].filter((name) => !there.has(name))).toEqual([]);
  });

  it("asks three questions, of metrics that its tables explain", () => {
    const explained = new Set([...guide.matchAll(/^\| `(?<name>sluice_\w+)` \|/gmu)].map(({ groups }) => groups?.["name"]));
    const questions = [...guide.matchAll(/```promql\n(?<text>[^`]+)```/gu)].map(({ groups }) => groups?.["text"] ?? "");
    expect(questions).toHaveLength(3);
    const asked = questions.map((text) => [...text.matchAll(/sluice_\w+/gu)].map(([name]) => name));
    expect(asked.filter((names) => names.length < 2 || names.some((name) => !explained.has(name)))).toEqual([]);
  });

  it("has what was refused and what would have been side by side", () => {
    const hits = (name: string, limit: string): number =>
      Number(new RegExp(`^sluice_ratelimit_${name}_total\\{limit="shop\\.${limit}"\\} (?<value>\\S+)$`, "mu").exec(page)?.groups?.["value"]);
    expect(["real", "trial"].map((limit) => [hits("over_limit", limit), hits("shadow_mode", limit)])).toEqual([
      [3, 0],
      [3, 3],
    ]);
  });
});
