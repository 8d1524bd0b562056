import { describe, expect, it } from "vitest";
import { explainRequest } from "../../src/graph/explain/explain-request.ts";
import { documents } from "../kit/stack/edge.ts";
import { testAuthority } from "../kit/tls/certificates.ts";
import { certificateObject } from "../kit/tls/tls-objects.ts";
import { translate } from "../kit/translate/translate.ts";

const objects = `
kind: NodeGroup
name: edge
spec: { allowedFrom: all }
---
kind: Gateway
name: web
namespace: infra
spec:
  listeners:
    - { name: http, port: 8080, protocol: http, allowedRoutes: { from: all } }
---
kind: Service
name: orders
namespace: shop
spec:
  endpoints: { static: [{ address: 127.0.0.1, port: 9001, labels: { version: v1 } }] }
  versions: { v1: { labels: { version: v1 } } }
---
kind: Route
name: orders
namespace: shop
spec:
  parents: [{ name: web, namespace: infra }]
  rules:
    - name: read
      matches: [{ path: { prefix: /orders } }]
      retry: { attempts: 2 }
      backends: [{ service: orders, version: v1 }]
`;

const twoListeners = `
kind: NodeGroup
name: edge
spec: {}
---
kind: Gateway
name: web
spec:
  listeners:
    - { name: any, port: 8443, protocol: https, tls: { certificates: [cert] } }
    - { name: narrow, port: 8443, protocol: https, hostname: "*.b.test", tls: { certificates: [cert] } }
---
kind: Route
name: all
spec:
  parents: [{ name: web }]
  rules: [{ name: all, respond: { status: 200 } }]
`;

describe("explain", () => {
  it("names the object behind every step that decides, so that its owner is shown it", () => {
    const { world, findings } = translate(objects);
    expect(findings).toEqual([]);
    const { steps, clusters } = explainRequest(world.graph, { method: "GET", url: "http://a.example.com:8080/orders/7", headers: {} }, () => false);
    const service = { kind: "Service", namespace: "shop", name: "orders" };
    const route = { kind: "Route", namespace: "shop", name: "orders" };
    expect(steps.filter(({ stage }) => stage !== "listener" && stage !== "host").map(({ stage, name, object }) => ({ stage, name, object }))).toEqual([
      { stage: "rule", name: "shop/orders/read", object: route },
      { stage: "policy", name: "retry", object: route },
      { stage: "policy", name: "retry", object: route },
      { stage: "cluster", name: "shop/orders/v1", object: service },
      { stage: "endpoints", name: "shop/orders/v1", object: service },
    ]);
    expect(clusters).toEqual([{ name: "shop/orders/v1", weight: 1, endpoints: ["127.0.0.1:9001"], object: service }]);
  });

  it("names every block that a policy in force is made of, the one that wins last", () => {
    const broad = {
      kind: "Policy",
      name: "everywhere",
      namespace: "infra",
      spec: { targets: [{ kind: "Fleet" }], retry: { attempts: 5 }, timeout: { request: "9s" } },
    };
    const { world } = translate(`${objects}---\n${documents(broad)}`);
    const { steps } = explainRequest(world.graph, { method: "GET", url: "http://a.example.com:8080/orders/7", headers: {} }, () => false);
    const blocks = steps.filter(({ detail }) => detail === "Set here").map(({ name, object, pointer }) => `${name}: ${object?.kind} ${object?.name}${pointer}`);
    expect(blocks.toSorted()).toEqual([
      "retry: Policy everywhere/spec/retry",
      "retry: Route orders/spec/rules/0/retry",
      "timeout: Policy everywhere/spec/timeout",
    ]);
    expect(blocks.indexOf("retry: Policy everywhere/spec/retry")).toBeLessThan(blocks.indexOf("retry: Route orders/spec/rules/0/retry"));
  });

  it("says 421 where a hostname belongs to another listener of the port than the one that the server name leads to", async () => {
    const authority = await testAuthority();
    const certificate = certificateObject("cert", await authority.issue({ hostnames: ["a.test"] }));
    const { world } = translate(`${twoListeners}---\n${documents(certificate)}`);
    const explain = (host: string) => explainRequest(world.graph, { method: "GET", url: "https://a.test:8443/", headers: { host } }, () => false).summary;
    expect(explain("a.test")).toBe("Rule default/all/all answers by itself, status 200");
    expect(explain("x.b.test:8443")).toBe("Envoy answers 421: hostname x.b.test belongs to another listener of the port");
  });

  it("tells where a path with escaped slashes is redirected to, with the query", () => {
    const { world } = translate(objects);
    const request = { method: "GET", url: "http://a.example.com:8080/orders%2F7/%2e%2E/8?a=%2F", headers: {} };
    expect(explainRequest(world.graph, request, () => false)).toMatchObject({
      outcome: "redirected",
      summary: "Envoy answers 307 to /orders/8?a=%2F: the path has escaped slashes",
    });
  });
});
