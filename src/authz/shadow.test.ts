import { describe, expect, it } from "vitest";
import { keyConsumer, layer, TestService } from "../../test/kit/authz/service.ts";
import type { Json } from "../kit/json.ts";
import { type Logger, silentLogger } from "../kit/telemetry.ts";
import { RecordedDecisions } from "./log/decision-log.ts";

const key = "acme-key-0123456789";
const apiKeys = layer({ identify: [{ apiKey: {} }] });
const url = "https://idp.example.com/introspect";
/** It has to ask an identity provider. */
const shadow = layer({ shadow: true, identify: [{ introspection: { url, issuer: "https://idp.example.com" } }] }, { source: "Policy default/new" });

describe("policies in shadow", () => {
  it("change nothing", () => {
    const service = new TestService([layer({ identify: [{ apiKey: {} }], shadow: true, shape: { headers: { "x-consumer": "{consumer.name}" } } })]).consumer(
      "acme",
      keyConsumer(key),
    );
    expect(service.ask()).toMatchObject({ outcome: "allowed", removed: [], headers: {}, metadata: {} });
    expect(service.ask({ headers: { "x-api-key": key } })).toMatchObject({ outcome: "allowed", removed: [], headers: {}, metadata: {} });
  });

  it("hold nobody up when what they need cannot be had, and cost those that count none of their time", async () => {
    const lines: string[] = [];
    const log = new RecordedDecisions({ sample: 0, headers: [], mask: (record) => record, write: (line) => void lines.push(line) });
    const service = new TestService([shadow, apiKeys], { log }).consumer("acme", keyConsumer(key));
    const asked = { headers: { "x-api-key": key, authorization: "Bearer opaque" } };
    for (const trouble of [new Error("It is away"), { active: "perhaps" }]) {
      service.web.documents.set(url, trouble);
      expect(await service.askLater(asked)).toMatchObject({ outcome: "allowed", metadata: { consumer: "acme" } });
      expect(await service.askLater({ headers: { authorization: "Bearer opaque" } })).toMatchObject({ outcome: "denied", status: 401 });
    }
    service.web.documents.set(url, new Promise(() => undefined));
    await service.clock.advanceAsync(0);
    const said = lines.length;
    expect(service.ask({ headers: { ...asked.headers, authorization: "Bearer another" } })).toMatchObject({ outcome: "allowed" });
    await service.clock.advanceAsync(0);
    expect(lines).toHaveLength(said);
    await service.clock.advanceAsync(1000);
    expect(lines).toHaveLength(said + 1);
    expect(JSON.parse(lines.at(-1) ?? "")).toMatchObject({
      layers: [{ source: "Policy default/new", shadow: true, outcome: "undecided", code: "ERR_AUTHZ_DEADLINE" }, { outcome: "passed" }],
    });
  });

  it("that wait are noted when they are decided, and from then on with the decision that is kept", async () => {
    const service = new TestService([shadow, apiKeys]).consumer("acme", keyConsumer(key));
    const answer = Promise.withResolvers<Json>();
    service.web.documents.set(url, answer.promise);
    const asked = { headers: { "x-api-key": key, authorization: "Bearer opaque" } };
    expect([service.ask(asked).outcome, service.ask(asked).outcome]).toEqual(["allowed", "allowed"]);
    await service.clock.advanceAsync(0);
    expect([service.shadows, service.decided]).toEqual([[], 0]);
    answer.resolve({ active: true, sub: "alice" });
    await service.clock.advanceAsync(0);
    expect(service.ask(asked).outcome).toBe("allowed");
    expect([service.shadows, service.decided]).toEqual([Array<string>(3).fill("Policy default/new passed"), 2]);
  });

  it("that have a defect cost no request, and the defect is told", async () => {
    const told: unknown[] = [];
    const logger: Logger = { ...silentLogger, error: (message, fields) => void told.push(message, fields) };
    for (const defect of [
      () => Promise.reject(new TypeError("broken")),
      () => {
        throw new TypeError("broken");
      },
    ]) {
      const service = new TestService([shadow, apiKeys], {
        logger,
        between: (own) => ({ ...own, introspection: defect }),
      }).consumer("acme", keyConsumer(key));
      told.splice(0);
      expect(service.ask({ headers: { "x-api-key": key, authorization: "Bearer opaque" } }).outcome).toBe("allowed");
      await service.clock.advanceAsync(0);
      expect(told).toMatchObject(["Policy in shadow could not be decided, which costs no request", { source: "Policy default/new" }]);
      expect(JSON.stringify(told)).toContain("TypeError: broken");
      expect(service.shadows).toEqual(["Policy default/new undecided"]);
    }
  });

  it("that wait are so many and no more: others say at once that they are not decided", async () => {
    const service = new TestService([shadow, apiKeys]).consumer("acme", keyConsumer(key));
    service.web.documents.set(url, new Promise(() => undefined));
    const asked = { headers: { "x-api-key": key, authorization: "Bearer opaque" } };
    for (let count = 0; count < 1002; count += 1) expect(service.ask(asked).outcome).toBe("allowed");
    await service.clock.advanceAsync(0);
    expect(service.shadows).toEqual(Array<string>(2).fill("Policy default/new undecided"));
    await service.clock.advanceAsync(1000);
    expect(service.shadows).toHaveLength(1002);
  });
});
