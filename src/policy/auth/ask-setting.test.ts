import { describe, expect, it } from "vitest";
import type { JsonObject } from "../../kit/json.ts";
import { type AuthSpec, authSchema } from "../../model/auth/auth-schema.ts";
import { askSetting } from "./ask-setting.ts";

const levels = (...specs: readonly JsonObject[]): readonly AuthSpec[] => specs.map((spec) => authSchema.parse(spec));
const body = (maxBytes?: number, more: JsonObject = {}): JsonObject => ({ ask: { body: maxBytes === undefined ? {} : { maxBytes } }, ...more });
const signed: JsonObject = { identify: [{ signature: {} }] };

const reading = (when: string, more: JsonObject = {}): JsonObject => ({ authorize: { rules: [{ when }] }, ...more });

const logout: JsonObject = { identify: [{ oidc: { issuer: "https://id.example", client: { id: "a" }, logout: { backChannel: "/back" } } }] };

describe("the longest body that several levels look at", () => {
  it.each<readonly [string, readonly JsonObject[], number | undefined]>([
    ["is none where nobody wants one", [{ identify: [{ apiKey: {} }] }], undefined],
    ["is the usual one where nobody writes it", [signed, body()], 65_536],
    ["is what one of them writes", [signed, body(1_048_576)], 1_048_576],
    ["is what the gateway writes, whatever its routes do", [body(1000), body(1_048_576)], 1000],
    ["is what a route writes that is stricter", [body(1_048_576), body(1000)], 1000],
    ["is not what a policy in shadow writes beside others", [body(1_048_576), body(1000, { shadow: true })], 1_048_576],
    ["is what a policy in shadow writes that stands alone", [body(1000, { shadow: true })], 1000],
    ["is the usual one where an expression reads it", [reading("request.json.amount <= 100")], 65_536],
    ["is the usual one where a text is read", [reading("request . body == ''")], 65_536],
    ["is what the strictest level writes where an expression reads it", [body(1000), reading("request.json.a")], 1000],
    ["is none where an expression is none any more", [reading("request.json.")], undefined],
    ["is none where something else has its name", [reading("request.headers.body == 'json' && identity.claims.json == 'request.body'")], undefined],
  ])("%s", (_, specs, bytes) => {
    expect(askSetting(levels(...specs)).bodyBytes).toBe(bytes);
  });
});

describe("the metadata that several levels read", () => {
  const when = (...expressions: readonly string[]): JsonObject => ({ authorize: { rules: expressions.map((text) => ({ when: text })) } });

  it("is all that their expressions read, in order, and nothing where none does", () => {
    const gateway = when("request.metadata.b.x == 1", "request.metadata['a.b'].x == 1 && has(request.route_metadata.r.x)");
    const setting = askSetting(levels(gateway, when("'a.b' in request.metadata || request.metadata.c.x"), { ...when("request.metadata.d.x"), shadow: true }));
    expect(setting).toMatchObject({ metadata: ["a.b", "b", "c", "d"], routeMetadata: ["r"] });
    expect(Object.keys(askSetting(levels(when("request.headers.metadata == 'a'"), body())))).not.toContain("metadata");
    expect(askSetting(levels(when("request.metadata.a.", "request.metadata.b.x")))).toMatchObject({ metadata: ["b"] });
    expect(askSetting(levels(when("request.metadata.a.x")))).not.toHaveProperty("routeMetadata");
  });
});

describe("a body that is longer", () => {
  const shadow = { shadow: true };
  it.each<readonly [string, readonly JsonObject[], boolean]>([
    ["is refused where a rule reads it", [reading("request.json.a")], false],
    ["is refused where a rule reads it, whatever is heard of logouts", [reading("request.json.a"), logout], false],
    ["passes where only logouts are heard of", [logout], true],
    ["passes where only a policy in shadow reads it, beside others", [{ identify: [{ apiKey: {} }] }, reading("request.json.a", shadow)], true],
    ["is refused where a policy reads it beside one in shadow", [signed, reading("request.json.a", shadow)], false],
  ])("%s", (_, specs, passes) => {
    expect(askSetting(levels(...specs)).partialBody ?? false).toBe(passes);
  });
});
