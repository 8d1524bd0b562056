import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { LastUses } from "../../src/authz/last-uses.ts";
import type { JsonObject } from "../../src/kit/json.ts";
import { silentLogger } from "../../src/kit/telemetry.ts";
import { LastUseKeeper } from "../../src/main/authz/last-use-keeper.ts";
import { startAdmin } from "../kit/admin/start-admin.ts";
import { layer, TestService } from "../kit/authz/service.ts";
import { createCli } from "../kit/cli/run-cli.ts";
import { FakeClock } from "../kit/fake-clock.ts";

const spec = {
  credentials: { laptop: { apiKey: { value: "acme-0123456789abcdef" } }, desktop: { apiKey: { value: "acme-fedcba9876543210" } } },
};
const path = "/v1/namespaces/default/consumers/acme";

it("which key is used can be read a minute later, by REST and by the command line, and makes no revision", async () => {
  const clock = new FakeClock();
  const admin = await startAdmin({ clock });
  await admin.request("PUT", path, { body: { spec } });
  const revision = await admin.store.revision();
  const uses = new LastUses();
  const service = new TestService([layer({ identify: [{ apiKey: {} }] })], { clock, uses }).consumer("acme", spec);
  const keeper = new LastUseKeeper({ store: admin.store, uses, clock, logger: silentLogger });
  const lastUsed = async () => ((await admin.request("GET", path)).body["status"] as JsonObject)["lastUsed"];

  expect(service.ask({ headers: { "x-api-key": "acme-0123456789abcdef" } }).outcome).toBe("allowed");
  expect(await lastUsed()).toEqual({});
  await clock.advanceAsync(60_000);
  await expect.poll(lastUsed).toEqual({ laptop: "2026-01-01T00:00Z" });

  const cli = await createCli({ url: admin.running.url, token: admin.token });
  expect((await cli.run("describe consumer acme")).out).toMatch(/\nLast used:\n {2}\w+: .*\n {2}\w+: .*\nSpec:/u);
  const shown = (await cli.run("describe consumer acme")).out;
  const page = readFileSync(new URL("../../docs/guide/protect-a-route.md", import.meta.url), "utf8");
  const [, told = ""] = /^\$ npx sluice describe consumer ann\n…\n(?<told>[^`]+)…\n```$/mu.exec(page) ?? [];
  expect(shown.replaceAll(/\(\S+ ago\)/gu, "(… ago)")).toContain(told);
  expect((await cli.run("get consumer acme -o json")).out).toContain('"lastUsed": {\n      "laptop": "2026-01-01T00:00Z"');

  service.ask({ headers: { "x-api-key": "acme-fedcba9876543210" } });
  await keeper.close();
  await expect.poll(lastUsed).toEqual({ desktop: "2026-01-01T00:01Z", laptop: "2026-01-01T00:00Z" });
  expect(await admin.store.revision()).toBe(revision);
  const [record] = await admin.store.listRecords("meta/use/");
  expect(JSON.stringify(record)).not.toMatch(/acme-|mac|[0-9a-f]{32}/u);
});
