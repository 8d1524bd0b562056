import { describe, expect, it } from "vitest";
import { layer, TestService } from "../../test/kit/authz/service.ts";
import { FakeClock } from "../../test/kit/fake-clock.ts";
import { LastUses } from "./last-uses.ts";

const key = "acme-0123456789abcdef";
const other = "acme-fedcba9876543210";
const shown = (text: string) => ({ headers: { "x-api-key": text } });
const minute = 60_000;

function parts(...layers: readonly Parameters<typeof layer>[0][]) {
  const [clock, uses] = [new FakeClock(), new LastUses()];
  const service = new TestService(
    layers.map((spec) => layer(spec)),
    { clock, uses },
  ).consumer("acme", {
    credentials: {
      laptop: { apiKey: { value: key } },
      desktop: { apiKey: { value: other } },
      old: { apiKey: { value: "acme-old-0123456789" }, expires: "2025-01-01T00:00:00Z" },
      login: { basic: { username: "acme", password: "password-0123" } },
    },
  });
  const taken = () => uses.take().map(({ consumer, credentials }) => [`${consumer.namespace}/${consumer.name}`, Object.fromEntries(credentials)]);
  return { clock, service, taken, start: clock.now() };
}

describe("uses of credentials", () => {
  it("are noted by the minute, also when the decision was kept", () => {
    const { clock, service, taken, start } = parts({ identify: [{ apiKey: {} }] });
    clock.advance(minute - 2);
    service.ask(shown(key));
    clock.advance(1);
    service.ask(shown(other));
    expect(taken()).toEqual([["default/acme", { laptop: start, desktop: start }]]);
    clock.advance(1);
    service.ask(shown(key));
    expect(service.decided).toBe(2);
    expect(taken()).toEqual([["default/acme", { laptop: start + minute }]]);
    expect(taken()).toEqual([]);
  });

  it("are those of a caller that is refused too, but not of a credential that is not good", () => {
    const { service, taken, start } = parts({ identify: [{ apiKey: {} }], authorize: { rules: [{ name: "read", methods: ["GET"] }] } });
    expect(service.ask({ ...shown("acme-old-0123456789") }).status).toBe(401);
    expect(service.ask({ ...shown("nobody-0123456789abc") }).status).toBe(401);
    expect(taken()).toEqual([]);
    expect(service.ask({ method: "POST", ...shown(key) }).status).toBe(403);
    expect(taken()).toEqual([["default/acme", { laptop: start }]]);
  });

  it("are those of every layer, in shadow too, and of every kind of credential", () => {
    const { service, taken, start } = parts({ identify: [{ apiKey: {} }] }, { shadow: true, identify: [{ basic: {} }] });
    const authorization = `Basic ${Buffer.from("acme:password-0123").toString("base64")}`;
    expect(service.ask({ headers: { "x-api-key": key, authorization } }).outcome).toBe("allowed");
    expect(taken()).toEqual([["default/acme", { laptop: start, login: start }]]);
  });
});
