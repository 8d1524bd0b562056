import type { JsonObject } from "../../../src/kit/json.ts";
import type { Kind } from "../../../src/model/object/object.ts";
import { type Edit, material } from "./arbitrary-objects.ts";

function edit(kind: Kind, name: string, spec: JsonObject): Edit {
  const fleetWide = kind === "NodeGroup" || kind === "EnvoyPatch";
  return { key: { kind, namespace: fleetWide ? "" : "red", name }, labels: { team: "x" }, spec };
}

const all = { from: "all" };

/** So much is there before the first random edit, that most edits meet something that they change. */
export const startingFleet: readonly Edit[] = [
  edit("NodeGroup", "edge", { allowedFrom: "all" }),
  edit("NodeGroup", "clients", { proxy: "grpc", allowedFrom: "all" }),
  edit("Certificate", "wildcard", material.get("Certificate wildcard") ?? {}),
  edit("TrustBundle", "staff", material.get("TrustBundle staff") ?? {}),
  edit("Gateway", "front", {
    address: "127.0.0.1",
    listeners: [
      { name: "l0", port: 80, protocol: "http", allowedRoutes: all },
      { name: "l1", port: 443, protocol: "https", hostname: "*.example.com", tls: { certificates: ["wildcard"], clientCa: "staff" }, allowedRoutes: all },
      { name: "l2", port: 8443, protocol: "tls", tls: { mode: "passthrough" }, allowedRoutes: all },
    ],
  }),
  edit("Gateway", "back", { nodeGroup: "clients", listeners: [{ name: "l0", port: 80, protocol: "http", hostname: "other.test", allowedRoutes: all }] }),
  edit("Service", "one", {
    endpoints: { static: [{ address: "10.0.0.1", port: 80, labels: { team: "x" } }] },
    versions: { v1: { labels: { team: "x" } } },
    allowedFrom: "all",
  }),
  edit("Service", "two", { protocol: "grpc", endpoints: { registered: true }, allowedFrom: "all", tls: { trust: { name: "staff" }, certificate: "wildcard" } }),
  edit("Service", "three", { protocol: "tcp", endpoints: { dns: { hostname: "backend.test", port: 80 } } }),
  edit("Instance", "i1", { service: "two", address: "10.1.0.1", port: 80 }),
  edit("Route", "first", {
    parents: [{ name: "front" }],
    rules: [{ name: "first", backends: [{ service: "one" }, { service: "one", version: "v1" }], mirror: { to: [{ service: "two" }] } }],
  }),
  edit("Route", "second", {
    parents: [{ name: "front" }, { name: "back" }],
    hostnames: ["a.example.com", "other.test"],
    rules: [{ backends: [{ service: "two" }] }],
  }),
  edit("StreamRoute", "raw", { parents: [{ name: "front" }], backends: [{ service: "three" }] }),
  edit("Policy", "p1", { targets: [{ kind: "Route", labels: { team: "x" } }], timeout: { request: "1s" } }),
  edit("EnvoyPatch", "patch", { target: { type: "cluster", name: "red/one" }, patch: [{ op: "add", path: "/alt_stat_name", value: "x" }] }),
];
