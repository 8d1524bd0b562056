import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { RecordedDecisions } from "../../src/authz/log/decision-log.ts";
import type { JsonObject } from "../../src/kit/json.ts";
import { authLogOptions } from "../../src/main/settings/auth-log-options.ts";
import { keyConsumer, layer, TestService } from "../kit/authz/service.ts";

const page = readFileSync(join(import.meta.dirname, "../../docs/guide/decision-log.md"), "utf8");

it("the record on the page is what a decision makes", () => {
  const shown = JSON.parse(/```json\n([\s\S]*?)```/u.exec(page)?.[1] ?? "") as JsonObject;
  const lines: string[] = [];
  const log = new RecordedDecisions({ sample: 1, headers: [], mask: (record) => record, write: (line) => lines.push(line) });
  const orders = layer({ identify: [{ apiKey: {} }], authorize: { rules: [{ methods: ["POST"] }] } }, { source: "Policy default/orders" });
  const service = new TestService([orders], { log });
  const key = "acme-key-0123456789";
  const { credentials, ...spec } = keyConsumer(key, { groups: ["partners"] });
  service.consumer("acme", { ...spec, credentials: { "key-2026": (credentials as JsonObject)["key"] ?? {} } });
  service.ask({ id: "42", path: "/orders/7", headers: { "x-api-key": key } });
  const record = JSON.parse(lines[0] ?? "") as JsonObject;
  expect(Object.keys(shown)).toEqual(Object.keys(record));
  expect(shown).toEqual({ ...record, target: "orders", plan: shown["plan"], request: { ...(record["request"] as JsonObject) } });
});

it("the options on the page exist, and it names all of them", () => {
  const known = Object.values(authLogOptions).map(({ flag }) => flag.split(" ")[0]);
  expect(new Set(page.match(/--auth-log[a-z-]*/gu))).toEqual(new Set(known));
});
