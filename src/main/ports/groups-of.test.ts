import { expect, it } from "vitest";
import { testModel, translate } from "../../../test/kit/translate/translate.ts";
import type { Kind } from "../../model/object/object.ts";
import { groupsOf } from "./groups-of.ts";

const objects = `
{ kind: NodeGroup, name: edge, spec: { allowedFrom: { namespaces: [default, shop] } } }
---
{ kind: NodeGroup, name: inner, spec: {} }
---
{ kind: Gateway, name: web, spec: { listeners: [{ name: http, port: 80, protocol: http, allowedRoutes: { from: all } }] } }
---
{ kind: Gateway, name: own, namespace: shop, spec: { nodeGroup: inner, listeners: [{ name: http, port: 81, protocol: http }] } }
---
kind: Service
name: orders
namespace: shop
spec: { endpoints: { registered: true }, versions: { v1: { labels: { version: v1 } } } }
---
{ kind: Service, name: unused, namespace: shop, spec: { endpoints: { static: [] } } }
---
{ kind: Instance, name: one, namespace: shop, spec: { service: orders, address: 10.0.0.1, port: 80 } }
---
{ kind: Instance, name: lost, namespace: shop, spec: { service: gone, address: 10.0.0.1, port: 80 } }
---
kind: Route
name: through-web
namespace: shop
spec: { parents: [{ name: web, namespace: default }], rules: [{ backends: [{ service: orders, version: v1 }] }] }
---
kind: Route
name: through-own
namespace: shop
spec: { parents: [{ name: own }], rules: [{ backends: [{ service: unused }] }] }
`;

const { world } = translate(objects);

it.each<[Kind, string, string, readonly string[]]>([
  ["NodeGroup", "", "inner", ["inner"]],
  ["Gateway", "default", "web", ["edge"]],
  ["Gateway", "shop", "own", []],
  ["Gateway", "shop", "gone", []],
  ["Route", "shop", "through-web", ["edge"]],
  ["Route", "shop", "through-own", []],
  ["Service", "shop", "orders", ["edge"]],
  ["Service", "shop", "unused", []],
  ["Instance", "shop", "one", ["edge"]],
  ["Instance", "shop", "lost", []],
])("%s %s/%s reaches the groups that serve it", (kind, namespace, name, groups) => {
  expect(groupsOf(world, testModel(), { kind, namespace, name })).toEqual(groups);
});
