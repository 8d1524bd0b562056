import { describe, expect, it } from "vitest";
import { FakeClock } from "../../../../test/kit/fake-clock.ts";
import type { Json } from "../../../kit/json.ts";
import { silentLogger } from "../../../kit/telemetry.ts";
import { ProviderBook } from "./provider-book.ts";

const issuer = "https://idp.example.com/realm/";
const good = { issuer, authorization_endpoint: "https://idp.example.com/a", token_endpoint: "https://idp.example.com/t" };

function book() {
  const clock = new FakeClock();
  const web = { asked: [] as string[], answer: (): Promise<Json> => Promise.resolve(good) };
  const fetchJson = async (url: string) => {
    web.asked.push(url);
    return { document: await web.answer(), maxAgeMs: undefined };
  };
  const providers = new ProviderBook({ fetchJson, clock, logger: silentLogger });
  return { clock, web, get: async () => providers.provider({ issuer }) };
}

const minuteMs = 60_000;

describe("the metadata of a provider", () => {
  it("is fetched once for all who wait, and used for ten minutes", async () => {
    const { clock, web, get } = book();
    const all = await Promise.all([get(), get(), get()]);
    expect(new Set(all).size).toBe(1);
    clock.advance(10 * minuteMs - 1);
    await get();
    expect(web.asked).toEqual(["https://idp.example.com/realm/.well-known/openid-configuration"]);
  });

  it("is used at once while it is fetched again, and while that fails, for a day", async () => {
    const { clock, web, get } = book();
    const first = await get();
    clock.advance(10 * minuteMs);
    web.answer = () => Promise.reject(new Error("down"));
    expect(await get()).toBe(first);
    expect(await get()).toBe(first);
    expect(web.asked).toHaveLength(2);
    clock.advance(24 * 60 * minuteMs);
    await expect(get()).rejects.toThrow("down");
    web.answer = () => Promise.resolve({ ...good, end_session_endpoint: "https://idp.example.com/e", authorization_response_iss_parameter_supported: true });
    clock.advance(1000);
    expect(await get()).toMatchObject({ endSession: "https://idp.example.com/e", namesItself: true });
  });

  it("that cannot be had is not asked for by everybody", async () => {
    const { clock, web, get } = book();
    web.answer = () => Promise.reject(new Error("down"));
    for (let call = 0; call < 5; call += 1) await expect(get()).rejects.toMatchObject({ code: "ERR_AUTHZ_PROVIDER", retryable: true });
    expect(web.asked).toHaveLength(1);
    clock.advance(1000);
    await expect(get()).rejects.toThrow("down");
    expect(web.asked).toHaveLength(2);
  });

  it.each<[string, Json]>([
    ["no object", "text"],
    ["that of another issuer", { ...good, issuer: "https://idp.example.com/realm" }],
    ["one without a token endpoint", { issuer, authorization_endpoint: "https://idp.example.com/a" }],
    ["one that leads out of https", { ...good, token_endpoint: "http://idp.example.com/t" }],
    ["one with a fragment", { ...good, authorization_endpoint: "https://idp.example.com/a#b" }],
    ["one with a line break", { ...good, authorization_endpoint: "https://idp.example.com/a\nb" }],
    ["one with what is no URL", { ...good, token_endpoint: "https://[" }],
  ])("is refused when it is %s", async (_, document) => {
    const { web, get } = book();
    web.answer = () => Promise.resolve(document);
    await expect(get()).rejects.toMatchObject({ code: "ERR_AUTHZ_PROVIDER" });
  });
});
