import type { Collection, Read } from "../../kit/query/collection.ts";
import type { ParentRef } from "../../model/object/common.ts";
import type { GatewayListener } from "../../model/object/gateway.ts";
import { keyText, type ObjectKey } from "../../model/object/object.ts";
import type { Finding } from "../node/finding.ts";
import { coversHostname, intersectHostnames } from "../route/hostname.ts";
import { inputKey, type Parsed } from "./inputs.ts";
import type { GatewayFacts } from "./projections.ts";

/** One route on one listener of one gateway. */
export interface Binding {
  readonly route: ObjectKey;
  readonly gateway: ObjectKey;
  readonly listener: string;
  readonly group: string;
  /** `namespace/gateway/listener`: the route table, and what stream listeners look their routes up by. */
  readonly table: string;
  readonly hostnames: readonly string[];
}

/** Where a route attaches, and why not. */
export interface Attachment {
  readonly bindings: readonly Binding[];
  readonly findings: readonly Finding[];
}

interface Attachable {
  readonly parents: readonly ParentRef[];
  readonly hostnames?: readonly string[] | undefined;
}

type ListenerFacts = GatewayFacts["listeners"][number];

/** Finds the listeners that a route attaches to. `protocols` are those of its kind. */
export function attach<Spec extends Attachable>(
  route: Parsed<Spec>,
  read: Read,
  options: { readonly gateways: Collection<GatewayFacts>; readonly protocols: ReadonlySet<GatewayListener["protocol"]> },
): Attachment {
  const bindings = new Map<string, Binding>();
  const findings: Finding[] = [];
  for (const [index, parent] of route.spec.parents.entries()) {
    const key: ObjectKey = { kind: "Gateway", namespace: parent.namespace ?? route.key.namespace, name: parent.name };
    const gateway = read.get(options.gateways, inputKey(key));
    const outcome = gateway === undefined ? missing(key) : listenersFor(route, { parent, gateway, protocols: options.protocols });
    if (outcome.kind === "accepted") for (const binding of outcome.bindings) bindings.set(binding.table, binding);
    else
      findings.push({
        object: route.key,
        condition: "ResolvedRefs",
        pointer: `/spec/parents/${index}`,
        code: outcome.code,
        detail: outcome.detail,
        hint: outcome.hint,
      });
  }
  return { bindings: [...bindings.values()], findings };
}

function missing({ namespace, name }: ObjectKey): Outcome {
  return { kind: "refused", code: "UNKNOWN_REFERENCE", detail: `Gateway ${namespace}/${name} does not exist`, hint: "Create it, or correct the name" };
}

interface Asked {
  readonly parent: ParentRef;
  readonly gateway: GatewayFacts;
  readonly protocols: ReadonlySet<string>;
}

type Outcome =
  | { readonly kind: "accepted"; readonly bindings: readonly Binding[] }
  | { readonly kind: "refused"; readonly code: string; readonly detail: string; readonly hint: string };

function listenersFor(route: Parsed<Attachable>, { parent, gateway, protocols }: Asked): Outcome {
  const where = `Gateway ${gateway.key.namespace}/${gateway.key.name}`;
  const named = gateway.listeners.filter((listener) => parent.section === undefined || listener.name === parent.section);
  if (named.length === 0) {
    const names = gateway.listeners.map((listener) => listener.name).join(", ");
    return { kind: "refused", code: "UNKNOWN_LISTENER", detail: `${where} has no listener ${parent.section ?? ""}`, hint: `Its listeners are ${names}` };
  }
  const suited = named.filter((listener) => protocols.has(listener.protocol) && suitsKind(route.key, listener));
  if (suited.length === 0) {
    return {
      kind: "refused",
      code: "PROTOCOL_MISMATCH",
      detail: `${where} has no listener for a ${route.key.kind} here`,
      hint: `It needs protocol ${[...protocols].join(", ")}`,
    };
  }
  const allowed = suited.filter((listener) => mayAttach(route, gateway, listener));
  if (allowed.length === 0) {
    return {
      kind: "refused",
      code: "NOT_ALLOWED",
      detail: `${where} does not let ${keyText(route.key)} attach`,
      hint: "Its owner says who may, in allowedRoutes",
    };
  }
  return bound(route, gateway, allowed);
}

function bound(route: Parsed<Attachable>, gateway: GatewayFacts, listeners: readonly ListenerFacts[]): Outcome {
  const bindings = listeners.flatMap((listener): Binding[] => {
    const hostnames = allowedHostnames(route, listener);
    if (hostnames.length === 0) return [];
    const table = `${gateway.key.namespace}/${gateway.key.name}/${listener.name}`;
    return [{ route: route.key, gateway: gateway.key, listener: listener.name, group: gateway.group, table, hostnames }];
  });
  if (bindings.length > 0) return { kind: "accepted", bindings };
  const wanted = (route.spec.hostnames ?? []).join(", ");
  return {
    kind: "refused",
    code: "HOSTNAME_MISMATCH",
    detail: `No listener of Gateway ${gateway.key.namespace}/${gateway.key.name} admits the hostnames ${wanted === "" ? "*" : wanted}`,
    hint: `They admit ${listeners.map((listener) => listener.hostname ?? "*").join(", ")}`,
  };
}

function allowedHostnames(route: Parsed<Attachable>, listener: ListenerFacts): readonly string[] {
  const common = intersectHostnames(listener.hostname, route.spec.hostnames ?? []);
  const limits = listener.allowedRoutes?.hostnames;
  if (limits === undefined) return common;
  const admitted = limits[route.key.namespace] ?? [];
  return common.filter((hostname) => admitted.some((pattern) => coversHostname(pattern, hostname)));
}

/** TLS listeners carry streams in both modes; HTTP routes never meet them. */
function suitsKind(key: ObjectKey, listener: ListenerFacts): boolean {
  return key.kind === "Route" ? listener.protocol === "http" || listener.protocol === "https" : listener.protocol !== "http" && listener.protocol !== "https";
}

function mayAttach(route: Parsed<Attachable>, gateway: GatewayFacts, listener: ListenerFacts): boolean {
  const from = listener.allowedRoutes?.from ?? "same";
  if (from === "all") return true;
  if (from === "same") return route.key.namespace === gateway.key.namespace;
  return Object.entries(from.labels).every(([name, value]) => route.labels[name] === value);
}
