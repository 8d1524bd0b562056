import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { codec } from "../../../src/gen/codec.ts";
import type { JsonObject } from "../../../src/kit/json.ts";
import { answerValues, isAnswerValue, placeholdersIn } from "../../../src/model/auth/answer-text.ts";
import { checkBytes, type RequestText } from "../../kit/authz/check-message.ts";
import { keyConsumer, layer, TestService } from "../../kit/authz/service.ts";
import { keySet, tokenKey } from "../../kit/authz/tokens.ts";

const placeholders = answerValues.map((name) => `{${name}}`);

/** What breaks out of texts, elements, attributes and lines. */
const breaks = ['"', "'", "`", "\\", "<", ">", "&", "=", "{", "}", "{code}", "\r\n", "\n", "\t", "\0", "\u2028", "é", "\u{1f600}", " ", "a", "%"];
const ofClient = fc.oneof(
  fc.array(fc.constantFrom(...breaks), { maxLength: 160 }).map((parts) => parts.join("")),
  fc.string({ unit: "grapheme", maxLength: 160 }),
);

const nearJson = fc
  .array(fc.constantFrom(...placeholders, '"', '"', "{", "}", ":", "\\", "\\u00", "1", "-", "e", "true", " ", "a", "{{code}}"), { maxLength: 6 })
  .map((tokens) => tokens.join(""));
const text = fc.array(fc.constantFrom(...placeholders, "{{code}}", ...breaks), { maxLength: 6 }).map((parts) => parts.join(""));
/** Letters and braces also come together as placeholders that there are not, which are refused. */
const json = fc
  .jsonValue({ maxDepth: 2, stringUnit: "grapheme" })
  .chain((value) => text.map((key) => JSON.stringify({ [key]: [key, value] })))
  .filter((body) => placeholdersIn(body).every(isAnswerValue));

/** A service with its own answers, to callers whom nobody knows. */
function answering(answer: JsonObject, identify: readonly JsonObject[] = [{ apiKey: {} }]): TestService {
  return new TestService([layer({ identify, answers: { unauthenticated: answer } })]);
}

/** The same where such a body is taken. */
function answeringIfTaken(answer: JsonObject): TestService | undefined {
  try {
    return answering(answer);
  } catch {
    return undefined;
  }
}

interface Told {
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: string;
}

/** What a client is told. A text that is no UTF-8 would make the whole reply unreadable to Envoy, and be another one when it is encoded again. */
function told(service: TestService, request: RequestText): Told {
  const { decode, encode } = codec("envoy.service.auth.v3.CheckResponse");
  const bytes = service.askBytes(checkBytes({ extensions: { "sluice.target": "test" }, ...request }));
  const response = decode(bytes);
  expect(Buffer.compare(encode(response), bytes)).toBe(0);
  const { headers = [], body = "" } = response.denied_response ?? {};
  return { headers: headers.map(({ header }) => [header?.key ?? "", header?.value ?? ""]), body };
}

describe("a body that is JSON", () => {
  let taken = 0;
  const check = (body: string, id: string): void => {
    const service = answeringIfTaken({ json: body });
    if (service === undefined || body === "") return;
    taken += 1;
    expect(() => JSON.parse(told(service, { headers: { "x-request-id": id } }).body) as unknown, body).not.toThrow();
  };

  it("is JSON whatever the client sends, when it is taken", () => {
    fc.assert(fc.property(nearJson, ofClient, check), { numRuns: 5000 });
    expect(taken).toBeGreaterThan(100);
  });

  it("is taken with placeholders in any of its texts", () => {
    taken = 0;
    fc.assert(fc.property(json, ofClient, check), { numRuns: 300 });
    expect(taken).toBe(300);
  });

  it("tells what the client sent", () => {
    const service = answering({ json: '{"id":"{requestId}"}' });
    const check = (id: string): void => {
      const { body } = told(service, { headers: { "x-request-id": id } });
      expect(JSON.parse(body)).toEqual({ id: id.slice(0, 128).toWellFormed() });
    };
    fc.assert(fc.property(ofClient, check), { numRuns: 500 });
    check(`${"a".repeat(127)}\u{1f600}`);
  });
});

describe("a page", () => {
  const page = `<p title="{requestId}" lang='{requestId}' class={requestId}>{requestId}</p><script>const id = "{requestId}";</script>`;
  const service = answering({ html: page });
  const around = page.split("{requestId}").map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/gu, "\\$&"));
  /** What ends neither an element, nor quotes, nor an attribute's name, which stands before a sign of equality. */
  const harmless = new RegExp(`^${around.join("[^<>\"'`=\\\\\\n\\r]*")}$`, "u");

  it("stays the page that it is whatever the client sends", () => {
    const check = (id: string): void => {
      expect(told(service, { headers: { "x-request-id": id, accept: "text/html" } }).body).toMatch(harmless);
    };
    fc.assert(fc.property(ofClient, check), { numRuns: 500 });
  });
});

describe("headers of an answer", () => {
  const login = { issuer: "https://idp.example.com", client: { id: "shop" }, endpoints: endpointsAt("https://idp.example.com") };
  const tokens = { issuers: [{ issuer: "a", audiences: "any", keys: keySet(tokenKey("ES256")) }] };
  const ways: readonly JsonObject[] = [{ certificate: {} }, { signature: {} }, { apiKey: {} }, { jwt: tokens }, { basic: {} }, { oidc: login }];
  const key = "acme-key-0123456789";
  const request = fc.record({
    path: ofClient.map((path) => `/${path}`),
    host: ofClient,
    headers: fc.dictionary(
      fc.constantFrom("accept", "cookie", "authorization", "x-api-key", "signature", "signature-input", "origin", "sec-fetch-mode", "x-request-id"),
      fc.oneof(ofClient, fc.constantFrom("text/html", "navigate", "Bearer a.b.c", "Basic YTpi", "__Host-session=a")),
    ),
  });

  it("are one line each, whatever the client sends", () => {
    const services = [...ways.map((way) => [way]), ways].map((identify) => answering({ json: "{}" }, identify));
    let lines = 0;
    const check = (sent: RequestText): void => {
      for (const service of services) {
        const { headers } = told(service, sent);
        lines += headers.length;
        for (const [name, value] of headers) expect(value, name).toMatch(/^[\x20-\x7e]*$/u);
      }
    };
    fc.assert(fc.property(request, check), { numRuns: 300 });
    expect(lines).toBeGreaterThan(5000);
  });

  it("are one line each, and as their grammar wants them, whatever scopes a policy demands", () => {
    const check = (scope: string): void => {
      const service = new TestService([layer({ identify: [{ apiKey: {} }], authorize: { rules: [{ scopes: [scope] }] } })]);
      const { headers } = told(service.consumer("acme", keyConsumer(key)), { headers: { "x-api-key": key } });
      expect(new Map(headers).get("www-authenticate")).toMatch(/^Bearer error="insufficient_scope", scope="(?:[ !#-[\]-~]|\\["\\])*"$/u);
    };
    fc.assert(
      fc.property(
        ofClient.filter((scope) => scope !== ""),
        check,
      ),
      { numRuns: 300 },
    );
  });
});

function endpointsAt(base: string): JsonObject {
  return { authorization: `${base}/auth`, token: `${base}/token`, jwks: `${base}/jwks` };
}
