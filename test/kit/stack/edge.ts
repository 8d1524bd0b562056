import { stringify } from "yaml";
import { fleetKinds, type Kind } from "../../../src/model/object/object.ts";
import type { Envoy } from "../binary/envoy.ts";
import { freePort } from "../binary/free-port.ts";
import { send, type TestRequest, type TestResponse } from "../traffic/http-request.ts";
import { type NodeOptions, type Stack, startStack } from "./stack.ts";

/** A control plane with one real Envoy and one gateway `web` in namespace `default`, whose listener `http` is open. */
export interface Edge {
  readonly stack: Stack;
  readonly envoy: Envoy;
  /** Port of the listener `http`. */
  readonly port: number;
  /** The gateway as YAML, with further fields of its spec. */
  gateway(fields?: string): string;
  /** Writes objects and waits until Envoy has them. */
  write(yaml: string): Promise<void>;
  /** Deletes objects (`Kind/name`, of the fleet or of namespace `default`) and waits until Envoy has let them go. */
  remove(...objects: readonly `${string}/${string}`[]): Promise<void>;
  /** Sends a request to `host/path`. */
  ask(target: string, request?: Omit<TestRequest, "port" | "path" | "host">): Promise<TestResponse>;
}

/** Options of {@link startEdge}. */
export interface EdgeOptions extends NodeOptions {
  /** Fields of the listener beside name, port and protocol, in YAML's flow style: `allowedRoutes: { from: all }`. */
  readonly listener?: string;
  /** Further listeners of the gateway, in YAML's flow style. */
  readonly listeners?: readonly string[];
  /** Fields of the node group's spec, in YAML's flow style: `allowedFrom: all`. */
  readonly group?: string;
  /** Further fields of the gateway's spec, in YAML's flow style: `accessLog: { to: stderr }`. */
  readonly gateway?: string;
}

/** Starts both; they end with the test file. */
export async function startEdge(options: EdgeOptions = {}): Promise<Edge> {
  const { listener, listeners = [], gateway, group = "", ...node } = options;
  const stack = await startStack();
  const port = await freePort();
  const first = [`name: http, port: ${port}, protocol: http`, ...(listener === undefined ? [] : [listener])].join(", ");
  const all = [first, ...listeners].map((fields) => `{ ${fields} }`).join(", ");
  const gatewayWith = (more = gateway): string => {
    const fields = ["address: 127.0.0.1", `listeners: [${all}]`, ...(more === undefined ? [] : [more])].join(", ");
    return `{ kind: Gateway, name: web, spec: { ${fields} } }`;
  };
  await stack.apply(`{ kind: NodeGroup, name: edge, spec: { ${group} } }\n---\n${gatewayWith()}`);
  const envoy = await stack.node("edge-1", node);
  return { stack, envoy, port, gateway: gatewayWith, ...actions(stack, port) };
}

function actions(stack: Stack, port: number): Pick<Edge, "write" | "remove" | "ask"> {
  return {
    write: async (yaml) => {
      await stack.apply(yaml);
      await stack.settled();
    },
    remove: async (...objects) => {
      const keys = objects.map((text) => {
        const [kind, name = ""] = text.split("/");
        return { kind: kind as Kind, name, namespace: fleetKinds.has(kind as Kind) ? "" : "default" };
      });
      await stack.remove(...keys);
      await stack.settled();
    },
    ask: (target, request = {}) => {
      const slash = target.indexOf("/");
      return send({ port, host: target.slice(0, slash), path: target.slice(slash), ...request });
    },
  };
}

/** Objects as one YAML text. */
export function documents(...objects: readonly object[]): string {
  return objects.map((object) => stringify(object)).join("---\n");
}

/** A service with one or more endpoints on loopback; `fields` are further ones of its spec. */
export function service(name: string, ports: number | readonly number[], fields: object = {}): object {
  const endpoints = [ports].flat().map((port) => ({ address: "127.0.0.1", port }));
  return { kind: "Service", name, spec: { endpoints: { static: endpoints }, ...fields } };
}

/** A route of the gateway `web`, for the hostname `name.test` unless the fields of its spec say otherwise. */
export function route(name: string, rules: readonly object[], fields: object = {}): object {
  return { kind: "Route", name, spec: { parents: [{ name: "web" }], hostnames: [`${name}.test`], rules, ...fields } };
}
