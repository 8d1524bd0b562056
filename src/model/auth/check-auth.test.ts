import { describe, expect, it } from "vitest";
import type { JsonObject } from "../../kit/json.ts";
import { createModel } from "../model.ts";
import { authPolicySchema } from "./auth-policy-schema.ts";

const model = createModel([authPolicySchema]);

/** The violations of an `auth` block, as `pointer CODE` below the block. */
function violations(auth: JsonObject): readonly string[] {
  const result = model.parse({ kind: "Policy", name: "p", spec: { targets: [{ kind: "Namespace" }], auth } });
  return result.kind === "parsed" ? [] : result.problems.map(({ pointer, code }) => `${pointer.replace("/spec/auth", "")} ${code}`);
}

const rule = (fields: JsonObject): JsonObject => ({ authorize: { rules: [fields] } });

describe("an auth block", () => {
  it.each<[JsonObject, readonly string[]]>([
    [{}, [" MISSING_FIELD"]],
    [{ identify: [] }, ["/identify OUT_OF_RANGE"]],
    [{ identify: [{}] }, ["/identify/0 MISSING_FIELD"]],
    [{ identify: [{ apiKey: {}, anonymous: {} }] }, ["/identify/0 CONFLICTING_FIELDS"]],
    [{ identify: [{ apiKey: { from: [{ header: "a", cookie: "b" }] } }] }, ["/identify/0/apiKey/from/0 CONFLICTING_FIELDS"]],
    [{ identify: [{ apiKey: {} }, { apiKey: {} }] }, ["/identify/1 DUPLICATE_NAME"]],
    [{ identify: [{ anonymous: {} }, { apiKey: {} }] }, ["/identify/0 FIELD_NOT_ALLOWED"]],
    [{ identify: [{ apiKey: {} }], authorise: {} }, ["/authorise UNKNOWN_FIELD"]],
    [rule({ paths: ["orders"] }), ["/authorize/rules/0/paths/0 INVALID_TEMPLATE"]],
    [rule({ methods: ["get"] }), ["/authorize/rules/0/methods/0 INVALID_METHOD"]],
    [rule({ addresses: ["10.0.0.1/8"] }), ["/authorize/rules/0/addresses/0 INVALID_ADDRESS"]],
    [rule({ claims: [{ claim: "/a~2", present: true }] }), ["/authorize/rules/0/claims/0/claim INVALID_POINTER"]],
    [rule({ claims: [{ claim: "a" }] }), ["/authorize/rules/0/claims/0 MISSING_FIELD"]],
    [rule({ time: { zone: "Mars/Phobos" } }), ["/authorize/rules/0/time/zone INVALID_VALUE"]],
    [rule({ time: { from: "2026-02-01T00:00:00Z", until: "2026-01-01T00:00:00Z" } }), ["/authorize/rules/0/time/until OUT_OF_RANGE"]],
    [rule({ time: { from: "2026-13-01T00:00:00Z" } }), ["/authorize/rules/0/time/from INVALID_TIME"]],
    [rule({ time: { hours: { from: "8", until: "18:00" } } }), ["/authorize/rules/0/time/hours/from INVALID_TIME"]],
    [{ identify: [{ apiKey: {} }], ...rule({ identifiedBy: ["jwt"] }) }, ["/authorize/rules/0/identifiedBy/0 INVALID_VALUE"]],
    [{ unless: [{ paths: ["x"] }], shape: {} }, ["/unless/0/paths/0 INVALID_TEMPLATE"]],
    [{ shape: { headers: { "x-a": "{consumer.nam}" } } }, ["/shape/headers/x-a INVALID_VALUE"]],
    [{ shape: { headers: { "x-a": "a}" } } }, ["/shape/headers/x-a INVALID_VALUE"]],
    [{ shape: { headers: { Host: "a" }, removeHeaders: ["host"] } }, ["/shape/headers/Host INVALID_HEADER_NAME", "/shape/removeHeaders/0 INVALID_HEADER_NAME"]],
    [{ shape: { claims: ["/a~"] } }, ["/shape/claims/0 INVALID_POINTER"]],
  ])("%j has the violations %j", (auth, expected) => {
    expect(violations(auth)).toEqual(expected);
  });

  it("may say all of it at once", () => {
    const auth: JsonObject = {
      identify: [
        { name: "partner", apiKey: { from: [{ header: "authorization", scheme: "ApiKey" }, { query: "key" }] } },
        { anonymous: { groups: ["guests"] } },
      ],
      consumers: { namespaces: ["shop"] },
      unless: [{ paths: ["/healthz"], methods: ["GET"], hosts: ["*.example.com"] }],
      ...rule({ name: "all", effect: "deny", identifiedBy: ["partner"], groups: ["a"], scopes: ["b"], anyOfScopes: ["c"], addresses: ["::1", "10.0.0.0/8"] }),
      shape: { headers: { "x-user": "{{{claims./realm/roles}}} {consumer.plan}" }, query: { remove: ["key"] }, claims: ["sub"] },
      answers: { forbidden: { status: 404, json: "{}" } },
      cache: { allowed: "0", denied: "1s" },
      staleness: "deny",
      shadow: true,
    };
    expect(violations(auth)).toEqual([]);
  });
});

describe("a consumer", () => {
  const problems = (spec: JsonObject) => {
    const result = model.parse({ kind: "Consumer", name: "c", spec });
    return result.kind === "parsed" ? [] : result.problems.map(({ pointer, code, detail }) => `${pointer} ${code} ${detail}`);
  };

  it("has credentials that may end, and never begin after that", () => {
    const credential = { apiKey: { value: "0123456789abcdef" }, notBefore: "2026-01-02T00:00:00Z", expires: "2026-01-01T00:00:00Z" };
    expect(problems({ credentials: { key: credential } })).toEqual([
      "/spec/credentials/key/expires OUT_OF_RANGE Time 2026-01-01T00:00:00Z is not after 2026-01-02T00:00:00Z",
    ]);
    expect(problems({ credentials: { key: { ...credential, expires: "2026-02-30T99:00:00Z" } } })[0]).toContain("/spec/credentials/key/expires INVALID_TIME");
  });

  it("is told of a bad key without the key", () => {
    const short = problems({ credentials: { key: { apiKey: { value: "hunter2" } } } });
    expect(short).toHaveLength(1);
    expect(short[0]).toContain("/spec/credentials/key/apiKey/value INVALID_VALUE");
    expect(short.join()).not.toContain("hunter2");
  });
});
