import { describe, expect, it } from "vitest";
import { readObjects, testModel, testSealKey, translate } from "../../../test/kit/translate/translate.ts";
import { checkWrite } from "../../main/fleet/check-write.ts";
import { World } from "../../main/fleet/world.ts";
import { policies } from "../registry.ts";

/** A gateway and a route, with these blocks of the policy `auth`. */
function objects(gateway: string, route: string): string {
  return [
    "kind: NodeGroup\nname: edge\nspec: {}",
    `kind: Gateway\nname: web\nspec: { level: 3, listeners: [{ name: http, port: 8080, protocol: http }]${gateway === "" ? "" : `, auth: ${gateway}`} }`,
    "kind: Service\nname: shop\nspec: { endpoints: { static: [{ address: 127.0.0.1, port: 9001 }] } }",
    `kind: Route\nname: shop\nspec: { parents: [{ name: web }], rules: [{ name: all, backends: [{ service: shop }] }]${route === "" ? "" : `, auth: ${route}`} }`,
  ].join("\n---\n");
}

/** What is said of both together, after `Route/default/shop /spec/auth`; warnings have a mark in front. */
function said(gateway: string, route: string): readonly string[] {
  return translate(objects(gateway, route)).findings.filter((finding) => /LOGIN_CONFLICT|NEEDS_AUTH/u.test(finding));
}

/** What a write of the object says, when all else is there. */
function written(gateway: string, route: string, kind: string): readonly string[] {
  const world = new World({ model: testModel(), policies, sealKey: testSealKey });
  const all = readObjects(objects(gateway, route));
  world.replace(all.filter((object) => object.kind !== kind));
  world.engine.flush();
  const changes = all.filter((object) => object.kind === kind).map((after) => ({ key: after, before: undefined, after }));
  return checkWrite(world, changes).flatMap(({ problems }) => problems.map(({ code, severity = "error" }) => `${code} ${severity}`));
}

const login = (fields = "", issuer = "https://idp.example.com") => `{ identify: [{ oidc: { issuer: "${issuer}", client: { id: shop }, ${fields} } }] }`;
const other = (fields = "") => login(fields, "https://other.example.com");
const ownPaths = "redirectPath: /b/callback, logout: { path: /b/logout }";
const ownCookie = "session: { cookie: { name: __Host-b } }";
const at = "Route/default/shop /spec/auth/identify/0/oidc";
const theirs = "that of Gateway default/web, which requests have to pass first";

describe("logins of two levels", () => {
  it("that share paths and cookie are told of all", () => {
    expect(said(login(), other())).toEqual([
      `${at}/redirectPath LOGIN_CONFLICT: Path /login/callback of the login is one of ${theirs} and takes it: nobody gets in`,
      `${at}/session/cookie/name LOGIN_CONFLICT: Cookie __Host-session is that of two logins, this one and ${theirs}: each ends the sessions of the other, and nobody gets in`,
      `${at}/logout/path LOGIN_CONFLICT: Path /logout of the login is one of ${theirs} and takes it: nobody can log out`,
    ]);
  });

  it.each([
    ["a cookie", other(ownPaths), ["/session/cookie/name"]],
    ["a path", other(`redirectPath: /logout, logout: { path: /b/logout }, ${ownCookie}`), ["/redirectPath"]],
    ["the path to log out", other(`redirectPath: /b/callback, ${ownCookie}`), ["/logout/path"]],
    ["a path for logouts", other(`redirectPath: /b/callback, logout: { path: /b, backChannel: /logout }, ${ownCookie}`), ["/logout/backChannel"]],
  ])("may share no more than nothing: %s", (_, route, fields) => {
    expect(said(login(), route).map((finding) => /oidc(\S*) /u.exec(finding)?.[1])).toEqual(fields);
  });

  it.each([
    ["are one where they are the same", login(), login()],
    ["follow each other where they share nothing", login(), other(`${ownPaths}, ${ownCookie}`)],
  ])("%s", (_, gateway, route) => {
    expect(said(gateway, route)).toEqual([]);
  });

  it("are refused whichever is written last, and a shared path to log out is told", () => {
    expect(written(login(), other(), "Route")).toEqual(["LOGIN_CONFLICT error", "LOGIN_CONFLICT error", "LOGIN_CONFLICT warning"]);
    expect(written(login(), other(), "Gateway")).toEqual(["LOGIN_CONFLICT error", "LOGIN_CONFLICT error", "LOGIN_CONFLICT warning"]);
    expect(written(login(), other(`redirectPath: /b, ${ownCookie}`), "Route")).toEqual(["LOGIN_CONFLICT warning"]);
  });
});

const jwt = `{ jwt: { issuers: [{ issuer: "https://idp.example.com", audiences: any, jwks: "https://idp.example.com/keys" }] } }`;
const rules = (...texts: readonly string[]) => `{ authorize: { rules: [${texts.join(", ")}] } }`;
const identified = (ways: string, ...texts: readonly string[]) => `{ identify: [${ways}], authorize: { rules: [${texts.join(", ")}] } }`;

describe("rules that go by who calls", () => {
  it("are told where no level says who that is", () => {
    expect(said("", rules("{ name: staff, groups: [staff], scopes: [read] }"))).toEqual([
      "Route/default/shop /spec/auth/authorize/rules/0 NEEDS_AUTH: Rule staff goes by groups and scopes, and no level says who calls here: no request fits it",
    ]);
    expect(
      said("", rules("{ identifiedBy: [jwt] }", "{ consumers: [acme] }", "{ claims: [{ claim: a, present: true }] }", "{ anyOfScopes: [a] }")),
    ).toHaveLength(4);
  });

  it("are told where what says it does not tell what they look at", () => {
    expect(said("{ identify: [{ name: partner, apiKey: {} }, { basic: {} }] }", rules("{ identifiedBy: [jwt] }", "{ scopes: [a] }"))).toEqual([
      "Route/default/shop /spec/auth/authorize/rules/0 NEEDS_AUTH: Rule 1 goes by identifiedBy, and who calls is found out by partner or basic, which does not tell it: no request fits it",
      "Route/default/shop /spec/auth/authorize/rules/1 NEEDS_AUTH: Rule 2 goes by scopes, and who calls is found out by partner or basic, which does not tell it: no request fits it",
    ]);
  });

  it.each([
    ["the narrower level alone says it", rules("{ groups: [a] }"), "{ identify: [{ apiKey: {} }] }", 1],
    ["a broader level says it in shadow alone", "{ identify: [{ apiKey: {} }], shadow: true }", rules("{ groups: [a] }"), 1],
    ["nobody has these groups", "", identified("{ anonymous: { groups: [b] } }", "{ groups: [a] }"), 1],
    ["a broader level says it", "{ identify: [{ apiKey: {} }] }", rules("{ groups: [a] }", "{ identifiedBy: [api-key] }", "{ consumers: [a] }"), 0],
    ["their own level says it", "", identified(jwt, "{ groups: [a], scopes: [b], anyOfScopes: [c], claims: [{ claim: d, equals: e }] }"), 0],
    ["one of several ways tells it", "", identified(`{ apiKey: {} }, ${jwt}`, "{ scopes: [a] }"), 0],
    ["nobody in particular has these groups", "", identified("{ anonymous: { groups: [a] } }", "{ groups: [a] }"), 0],
    ["whoever shows nothing here is known already", "{ identify: [{ apiKey: {} }] }", identified("{ anonymous: {} }", "{ groups: [a] }"), 0],
    ["claims are to be absent", "", identified("{ apiKey: {} }", "{ claims: [{ claim: a, present: false }] }"), 0],
    ["certificates have claims", "", identified("{ certificate: {} }", "{ claims: [{ claim: a, present: true }] }"), 0],
    ["they look at requests alone", "", rules("{ methods: [GET], addresses: [10.0.0.0/8] }"), 0],
  ])("are told so, or not, where %s", (_, gateway, route, count) => {
    expect(said(gateway, route)).toHaveLength(count);
  });

  it("are refused where nothing else lets anybody in, whichever is written last, and told elsewhere", () => {
    expect(written("", rules("{ groups: [a] }", "{ effect: deny, groups: [b] }"), "Route")).toEqual(["NEEDS_AUTH error", "NEEDS_AUTH warning"]);
    expect(written(rules("{ groups: [a] }"), "", "Route")).toEqual(["NEEDS_AUTH error"]);
    expect(written("", rules("{ groups: [a] }", "{ addresses: [10.0.0.0/8] }"), "Route")).toEqual(["NEEDS_AUTH warning"]);
    expect(written("", "{ authorize: { rules: [{ groups: [a] }] }, shadow: true }", "Route")).toEqual(["NEEDS_AUTH warning"]);
  });
});
