import { describe, expect, it } from "vitest";
import { readObjects, translate } from "../../../test/kit/translate/translate.ts";
import { checkWrite } from "../../main/fleet/check-write.ts";

const jwt = (binding: string) =>
  `{ jwt: { binding: ${binding}, issuers: [{ issuer: "https://idp.example.com", audiences: [shop], jwks: "https://idp.example.com/keys" }] } }`;

const listeners = {
  http: "{ name: http, port: 8080, protocol: http }",
  https: "{ name: https, port: 8443, protocol: https, tls: { certificates: [web] } }",
  mutual: "{ name: mutual, port: 8444, protocol: https, tls: { certificates: [web], clientCa: partners } }",
};

const gateway = (names: readonly (keyof typeof listeners)[]) =>
  `kind: Gateway\nname: web\nspec: { level: 3, listeners: [${names.map((name) => listeners[name]).join(", ")}] }`;

function objects(names: readonly (keyof typeof listeners)[], identify: string): string {
  return [
    "kind: NodeGroup\nname: edge\nspec: {}",
    gateway(names),
    "kind: Service\nname: shop\nspec: { endpoints: { static: [{ address: 127.0.0.1, port: 9001 }] } }",
    "kind: Route\nname: shop\nspec: { parents: [{ name: web }], rules: [{ name: all, backends: [{ service: shop }] }] }",
    `kind: Policy\nname: partners\nspec: { targets: [{ kind: Gateway, name: web }], auth: { identify: [${identify}] } }`,
  ].join("\n---\n");
}

function told(names: readonly (keyof typeof listeners)[], identify: string): readonly string[] {
  return translate(objects(names, identify)).findings.filter((finding) => finding.includes("NO_CLIENT_CERTIFICATES"));
}

describe("a policy that wants client certificates", () => {
  it("is told of the listener that has no TLS", () => {
    expect(told(["http"], "{ certificate: {} }")).toEqual([
      "Policy/default/partners /spec/auth/identify/0/certificate NO_CLIENT_CERTIFICATES: " +
        "Listener http of Gateway default/web has no TLS, and so no client certificates: nobody gets in there",
    ]);
  });

  it("is told of the listener without clientCa, though another one has it", () => {
    expect(told(["https", "mutual"], jwt("required"))).toEqual([
      "Policy/default/partners /spec/auth/identify/0/jwt/binding NO_CLIENT_CERTIFICATES: " +
        "Listener https of Gateway default/web asks clients for no certificate: nobody gets in there",
    ]);
  });

  it("with other ways to get in is told where no listener asks for one", () => {
    expect(told(["https"], "{ apiKey: {} }, { certificate: {} }")).toEqual([
      "Policy/default/partners /spec/auth/identify/1/certificate NO_CLIENT_CERTIFICATES: " +
        "Listener https of Gateway default/web asks clients for no certificate: nobody gets in there in this way",
    ]);
    expect(told(["https", "mutual"], "{ apiKey: {} }, { certificate: {} }")).toEqual([]);
  });

  it("is told nothing where every listener asks for one", () => {
    expect(told(["mutual"], `{ certificate: {} }, ${jwt("required")}`)).toEqual([]);
  });

  it("that does without is told nothing", () => {
    expect(told(["http"], `{ apiKey: {} }, ${jwt("whenBound")}`)).toEqual([]);
  });
});

describe("a write that is not the policy's", () => {
  const told = (names: readonly (keyof typeof listeners)[], yaml: string) => {
    const { world } = translate(objects(names, "{ certificate: {} }"));
    const [after] = readObjects(yaml);
    if (after === undefined) throw new Error("Nothing was read");
    const found = checkWrite(world, [{ key: after, before: world.written(after), after }]).flatMap(({ problems }) => problems);
    return found.filter(({ code }) => code === "NO_CLIENT_CERTIFICATES");
  };

  it("is told when it takes clientCa from a listener, as a warning", () => {
    expect(told(["mutual"], gateway(["https"]))).toEqual([
      {
        code: "NO_CLIENT_CERTIFICATES",
        pointer: "",
        detail:
          "Policy default/partners/spec/auth/identify/0/certificate: " +
          "Listener https of Gateway default/web asks clients for no certificate: nobody gets in there",
        hint: "Name the TrustBundle of the clients' authority in tls.clientCa of the listener, or attach the route to one that has it",
        severity: "warning",
      },
    ]);
  });

  it("is told when it attaches a route to such a listener", () => {
    const route = "kind: Route\nname: late\nspec: { parents: [{ name: web, section: http }], rules: [{ name: all, backends: [{ service: shop }] }] }";
    expect(told(["http", "mutual"], route.replace("section: http", "section: mutual"))).toEqual([]);
    expect(told(["http", "mutual"], route)).toMatchObject([{ pointer: "", severity: "warning" }]);
  });

  it("is told once of what the route itself says", () => {
    const route =
      "kind: Route\nname: late\nspec: { parents: [{ name: web }], rules: [{ name: all, backends: [{ service: shop }], auth: { identify: [{ certificate: {} }] } }] }";
    expect(told(["mutual"], route)).toEqual([]);
    expect(told(["http"], route).map(({ pointer }) => pointer)).toEqual(["", "/spec/rules/0/auth/identify/0/certificate"]);
  });
});
