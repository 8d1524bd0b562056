import { describe, expect, it } from "vitest";
import { explainRequest } from "../../src/graph/explain/explain-request.ts";
import { translate } from "../kit/translate/translate.ts";

const objects = `
kind: NodeGroup
name: edge
spec: {}
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
      { stage: "cluster", name: "shop/orders/v1", object: service },
      { stage: "endpoints", name: "shop/orders/v1", object: service },
    ]);
    expect(clusters).toEqual([{ name: "shop/orders/v1", weight: 1, endpoints: ["127.0.0.1:9001"], object: service }]);
  });
});
