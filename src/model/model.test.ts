import { describe, expect, test } from "vitest";
import { gateway } from "../../test/kit/objects/gateway.ts";
import { envoyPatch, nodeGroup, policy } from "../../test/kit/objects/others.ts";
import { route, streamRoute } from "../../test/kit/objects/route.ts";
import { samplePolicies, sampleToll } from "../../test/kit/objects/sample-policies.ts";
import { instance, service } from "../../test/kit/objects/service.ts";
import { createModel } from "./model.ts";
import { ModelError } from "./model-error.ts";
import { serverNameOf, subjectAltNamesOf } from "./object/service.ts";

const model = createModel(samplePolicies);

test("two policies of one name are a mistake of the program", () => {
  expect(() => createModel([sampleToll, sampleToll])).toThrow(ModelError);
});

describe("specOf fills in defaults and leaves policies out", () => {
  test("of a gateway", () => {
    const object = gateway("g").http(80).https(443, "c").with({ diary: {} }).stored();
    const listener = { proxyProtocol: false, name: "http", port: 80, protocol: "http" };
    expect(model.specOf("Gateway", object)).toEqual({
      nodeGroup: "edge",
      address: "0.0.0.0",
      listeners: [
        listener,
        {
          ...listener,
          name: "https",
          port: 443,
          protocol: "https",
          tls: { mode: "terminate", certificates: ["c"], clientCertificate: "require", minVersion: "1.2" },
        },
      ],
    });
  });

  test("of a route", () => {
    const object = route("r")
      .prefix("/", "web", { patience: { limit: "1s" } })
      .rule({ redirect: { host: "a.example.com" } })
      .with({ copy: { to: "x" } })
      .stored();
    expect(model.specOf("Route", object)).toEqual({
      parents: [{ kind: "Gateway", name: "edge" }],
      rules: [
        { matches: [{ path: { prefix: "/" } }], backends: [{ service: "web", weight: 1 }], priority: "default" },
        { redirect: { host: "a.example.com", status: 302, stripQuery: false } },
      ],
    });
  });

  test("of the others", () => {
    expect(model.specOf("Service", service("s", 80).stored())).toEqual({
      protocol: "http1",
      connectTimeout: "1s",
      endpoints: { static: [{ address: "127.0.0.1", port: 80, weight: 1, priority: 0 }] },
    });
    expect(model.specOf("Instance", instance("i", "s", 80).stored())).toMatchObject({ weight: 1, priority: 0, health: "healthy", draining: false });
    expect(model.specOf("NodeGroup", nodeGroup("edge").stored())).toEqual({
      role: "edge",
      proxy: "envoy",
      match: {},
      admit: ["token"],
      allowedFrom: { namespaces: ["default"] },
      systemTrust: "/etc/ssl/certs/ca-certificates.crt",
      logFolders: [],
    });
    expect(model.specOf("Policy", policy("p", { kind: "Fleet" }, { fuse: {} }).stored())).toEqual({ targets: [{ kind: "Fleet" }], override: false });
  });

  test("what cannot be read is said, with its name", () => {
    expect(() => model.specOf("Route", { ...route("r").build(), spec: { rules: 5 } })).toThrow("Spec of Route/default/r cannot be read as that of a Route");
  });
});

test("policiesIn finds every block and the identity of its rule", () => {
  const named = { name: "first", matches: [{ path: { exact: "/a" } }], respond: { status: 200 }, patience: { limit: "1s" } };
  const object = route("r")
    .rule(named)
    .prefix("/", "web", { copy: { to: "x" } })
    .with({ patience: { limit: null } })
    .stored();
  expect(model.policiesIn(object)).toEqual([
    { name: "patience", level: "route", pointer: "/spec/patience", value: { limit: null } },
    { name: "patience", level: "rule", pointer: "/spec/rules/0/patience", value: { limit: "1s" }, rule: "first" },
    { name: "copy", level: "rule", pointer: "/spec/rules/1/copy", value: { to: "x" }, rule: expect.stringMatching(/^[0-9a-f]{32}$/u) },
  ]);
  expect(model.policiesIn(policy("p", { kind: "Fleet" }, { fuse: { amperes: 1 } }).stored())).toEqual([
    { name: "fuse", level: "policy", pointer: "/spec/fuse", value: { amperes: 1 } },
  ]);
});

describe("referencesOf", () => {
  const texts = (object: ReturnType<typeof model.specOf> | Parameters<typeof model.referencesOf>[0]) =>
    model.referencesOf(object as Parameters<typeof model.referencesOf>[0]).map(({ pointer, usage, section, target }) => {
      return `${pointer} ${usage} ${target.kind}/${target.namespace}/${target.name}${section === undefined ? "" : `#${section}`}`;
    });

  test("of a gateway", () => {
    const tls = { certificates: ["a", { name: "b", namespace: "shop" }], clientCa: "ca" };
    expect(
      texts(
        gateway("g")
          .http(80)
          .listener({ name: "x", port: 443, protocol: "https", tls })
          .with({ copy: { to: { name: "w", namespace: "n" } } })
          .build(),
      ),
    ).toEqual([
      "/spec/nodeGroup nodeGroup NodeGroup//edge",
      "/spec/listeners/1/tls/certificates/0 certificate Certificate/default/a",
      "/spec/listeners/1/tls/certificates/1 certificate Certificate/shop/b",
      "/spec/listeners/1/tls/clientCa trust TrustBundle/default/ca",
      "/spec/copy/to policy Service/n/w",
    ]);
  });

  test("of routes", () => {
    const object = route("r")
      .with({ parents: [{ name: "g", namespace: "infra", section: "http" }] })
      .rule({ respond: { status: 200 } });
    expect(
      texts(
        object
          .rule({ name: "b", backends: [{ service: "w" }, { service: { name: "w" }, version: "v2" }], copy: { to: "c" } })
          .in("shop")
          .build(),
      ),
    ).toEqual([
      "/spec/parents/0 attach Gateway/infra/g#http",
      "/spec/rules/1/backends/0 backend Service/shop/w",
      "/spec/rules/1/backends/1 backend Service/shop/w#v2",
      "/spec/rules/1/copy/to policy Service/shop/c",
    ]);
    expect(texts(streamRoute("s").backend("db").build())).toEqual([
      "/spec/parents/0 attach Gateway/default/edge",
      "/spec/backends/0 backend Service/default/db",
    ]);
  });

  test("of the others", () => {
    expect(texts(service("s", 80).build())).toEqual([]);
    expect(texts(service("s", 80).with({ tls: {} }).build())).toEqual([]);
    expect(
      texts(
        service("s", 80)
          .with({ tls: { trust: { name: "system" }, certificate: "c" } })
          .build(),
      ),
    ).toEqual(["/spec/tls/certificate certificate Certificate/default/c", "/spec/tls/trust trust TrustBundle/default/system"]);
    expect(texts(instance("i", "s", 80).in("shop").build())).toEqual(["/spec/service service Service/shop/s"]);
    expect(texts(envoyPatch("p", { target: { type: "cluster", name: "x" }, nodeGroup: "edge", patch: [{ op: "remove", path: "/a" }] }).build())).toEqual([
      "/spec/nodeGroup nodeGroup NodeGroup//edge",
    ]);
    const targets = [{ kind: "Route", name: "r", section: "first" }, { kind: "Service", labels: { a: "b" } }, { kind: "Namespace" }];
    expect(
      texts(
        policy("p", {}, { toll: { coins: 1 } })
          .with({ targets })
          .build(),
      ),
    ).toEqual(["/spec/targets/0 policyTarget Route/default/r#first"]);
  });
});

describe("the names that a service's certificate is checked for", () => {
  const names = (fields: Parameters<ReturnType<typeof service>["with"]>[0]) => {
    const spec = model.specOf("Service", service("s").with(fields).stored());
    return [serverNameOf(spec), subjectAltNamesOf(spec)];
  };

  test.each([
    ["no TLS", {}, [undefined, []]],
    ["TLS without a name", { tls: {} }, [undefined, []]],
    ["the server name", { tls: { sni: "a.example.com" } }, ["a.example.com", [{ exact: "a.example.com" }]]],
    ["the DNS name", { endpoints: { dns: { hostname: "b.example.com", port: 1 } }, tls: {} }, ["b.example.com", [{ exact: "b.example.com" }]]],
    ["other names", { tls: { sni: "a.example.com", subjectAltNames: [{ suffix: ".c" }] } }, ["a.example.com", [{ suffix: ".c" }]]],
    ["trust in everything", { tls: { sni: "a.example.com", trust: "none" } }, ["a.example.com", []]],
  ])("%s", (_, fields, expected) => {
    expect(names(fields)).toEqual(expected);
  });
});
