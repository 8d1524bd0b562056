import { describe, expect, it } from "vitest";
import type { JsonObject } from "../../kit/json.ts";
import { createModel } from "../model.ts";
import { authPolicySchema } from "./auth-policy-schema.ts";
import { authSchema } from "./auth-schema.ts";
import { keptTimes } from "./kept-times.ts";

const model = createModel([authPolicySchema]);

/** What is said of an `auth` block: `pointer CODE detail | hint`, the pointer below the block. */
function said(auth: JsonObject): readonly string[] {
  const result = model.parse({ kind: "Policy", name: "p", spec: { targets: [{ kind: "Namespace" }], auth } });
  if (result.kind === "parsed") return [];
  return result.problems.map(({ pointer, code, detail, hint }) => `${pointer.replace("/spec/auth", "")} ${code} ${detail} | ${hint ?? ""}`);
}

const key: JsonObject = { identify: [{ apiKey: {} }] };
const signed = (...components: readonly string[]): JsonObject => ({ identify: [{ signature: { components } }] });
const login = (unless: JsonObject, fields: JsonObject = {}): JsonObject => ({
  identify: [{ oidc: { issuer: "https://idp.example.com", client: { id: "shop" }, ...fields } }],
  unless: [{ methods: ["OPTIONS"] }, unless],
});

describe("the time that a proxy waits for a decision", () => {
  it.each(["0", "0s", "1ms", "9.5ms", "20001ms", "1h"])("is refused as %s, with what would be right", (timeout) => {
    expect(said({ ...key, ask: { timeout } })).toEqual([
      `/ask/timeout OUT_OF_RANGE Time ${timeout} for a decision is not possible: nobody answers within less than 10ms, and no replica takes more than half of 20s | Write 10ms to 20s`,
    ]);
  });

  it.each(["10ms", "250ms", "20s"])("may be %s", (timeout) => {
    expect(said({ ...key, ask: { timeout } })).toEqual([]);
  });
});

describe("refusals that are used again", () => {
  it.each<[JsonObject, string, string]>([
    [{ allowed: "1s", denied: "1h" }, "1h", "1s"],
    [{ denied: "61s" }, "61s", "60s"],
  ])("are refused for longer than what lets in: %j", (cache, denied, allowed) => {
    expect(said({ ...key, cache })).toEqual([
      `/cache/denied OUT_OF_RANGE Refusals are kept for ${denied}, longer than what lets in, which is kept for ${allowed} | ` +
        `Write ${allowed} or less: whoever was refused and may enter now would go on being refused`,
    ]);
  });

  it.each<JsonObject>([{ allowed: "1s" }, { allowed: "5s", denied: "5s" }, { allowed: "0", denied: "1s" }, { allowed: "0s", denied: "0s" }, { denied: "0" }])(
    "may be kept as in %j",
    (cache) => {
      expect(said({ ...key, cache })).toEqual([]);
    },
  );
});

describe("decisions that are used again", () => {
  it.each<[JsonObject | undefined, number, number]>([
    [undefined, 60_000, 5000],
    [{ allowed: "1s" }, 1000, 1000],
    [{ allowed: "0" }, 0, 5000],
    [{ denied: "7s" }, 60_000, 7000],
    [{ allowed: "10s", denied: "0" }, 10_000, 0],
  ])("are kept by %j for %i ms and %i ms", (cache, allowedMs, deniedMs) => {
    expect(keptTimes(authSchema.parse({ ...key, ...(cache && { cache }) }))).toEqual({ allowedMs, deniedMs });
  });
});

describe("a component that must be signed", () => {
  it.each([
    ["@status", "Component @status is one of answers, and no request has it", "Name components of requests: @method, @authority, @path"],
    ["@metod", "Component @metod is not known", "There are @method, @authority, @scheme, @target-uri, @request-target, @path, @query"],
    ["Content-Type", "Header Content-Type is not in lower case, and no signature covers it so", "Write content-type"],
    ["@query-param", "Component @query-param does not say which parameter", 'Write "@query-param";name="id", with the quotes'],
    ["content type", "Component content type is not one that a signature can cover", 'Write @method, content-type or "@query-param";name="id"'],
    ['"@query-param"', 'Component "@query-param" does not say which parameter', 'Write "@query-param";name="id", with the quotes'],
    ['"@status"', 'Component "@status" is one of answers, and no request has it', "Name components of requests: @method, @authority, @path"],
    ['"Content-Type"', 'Header "Content-Type" is not in lower case, and no signature covers it so', "Write content-type"],
    ['"@method";sf', 'Component "@method";sf has parameters that it cannot have', "Write @method"],
    ['"content-type";sf', 'Component "content-type";sf has a parameter that is not verified here', 'Header components may have ;bs or ;key="…"'],
    ['"content-type";req', 'Component "content-type";req has a parameter that is not verified here', 'Header components may have ;bs or ;key="…"'],
    ['"content-digest" ;bs', 'Component "content-digest" ;bs is not one that a signature can cover', 'Write @method, content-type or "@query-param";name="id"'],
    ['"open', 'Component "open is not one that a signature can cover', 'Write @method, content-type or "@query-param";name="id"'],
  ])("is refused as %s", (component, detail, hint) => {
    expect(said(signed("@method", component))).toEqual([`/identify/0/signature/components/1 INVALID_VALUE ${detail} | ${hint}`]);
  });

  it("may be whatever can be verified", () => {
    const headers = ["content-type", "x-a_b", '"content-length"', '"content-digest";bs', '"priority";key="u"'];
    const derived = ["@method", "@authority", "@scheme", "@target-uri", "@request-target", "@path", "@query", '"@method"', '"@query-param";name="a%20b"'];
    expect(said(signed(...headers, ...derived))).toEqual([]);
  });
});

describe("requests that are not asked who they are", () => {
  const path = "/login/callback";
  const refused = `/unless/1 CONFLICTING_FIELDS Path ${path} is the login's own, and would go to the backend in its place: no login comes to its end`;

  it.each<[JsonObject, JsonObject?]>([
    [{ paths: [path] }],
    [{ paths: ["/healthz", "/login/**"], methods: ["GET"] }],
    [{ paths: ["/{any}/callback"], hosts: ["shop.example.com"] }],
    [{ paths: ["/**"] }],
    [{ methods: ["GET", "HEAD"] }],
    [{ paths: [path], hosts: ["*.example.com"] }, { origin: "https://shop.example.com" }],
  ])("are not those by which a login comes back: %j", (unless, fields) => {
    expect(said(login(unless, fields))).toEqual([`${refused} | Leave it out, or give the login another redirectPath`]);
  });

  it("are not those by which it is ended", () => {
    expect(said(login({ paths: ["/logout", "/idp/logout"] }, { logout: { path: "/logout", backChannel: "/idp/logout" } }))).toEqual([
      "/unless/1 CONFLICTING_FIELDS Path /logout is the login's own, and would go to the backend in its place: nobody can log out | Leave it out, or give the login another logout.path",
      "/unless/1 CONFLICTING_FIELDS Path /idp/logout is the login's own, and would go to the backend in its place: no logout is heard of that the provider tells of | " +
        "Leave it out, or give the login another logout.backChannel",
    ]);
  });

  it.each<[JsonObject, JsonObject?]>([
    [{ paths: ["/healthz", "/login"] }],
    [{ paths: ["/login/**"], methods: ["OPTIONS", "POST"] }],
    [{ hosts: ["public.example.com"] }],
    [{ hosts: ["public.example.com"], paths: ["/**"], methods: ["GET"] }],
    [{ paths: [path], hosts: ["old.example.com"] }, { origin: "https://shop.example.com" }],
    [{ paths: [path] }, { redirectPath: "/back" }],
    [{ paths: ["/logout"] }],
  ])("may be any others, and those of whole hosts: %j", (unless, fields) => {
    expect(said(login(unless, fields))).toEqual([]);
  });
});
