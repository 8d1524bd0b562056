import type { Collection, Read } from "../../kit/query/collection.ts";
import type { ParentRef } from "../../model/object/common.ts";
import { keyTitle, type ObjectKey } from "../../model/object/object.ts";
import type { Finding } from "../node/finding.ts";
import { intersectHostname } from "../route/hostname.ts";
import { inputKey, type Parsed } from "./inputs.ts";
import type { GatewayFacts, ListenerFacts, ProxyKind } from "./projections.ts";

/** One route on one listener of one gateway. */
export interface Binding {
  readonly route: ObjectKey;
  readonly gateway: ObjectKey;
  readonly group: string;
  readonly proxy: ProxyKind;
  /** The gateway's filter-chain level. */
  readonly level: number;
  readonly protocol: ListenerFacts["protocol"];
  readonly port: number;
  /** See {@link ListenerFacts}. */
  readonly table: string;
  readonly onDemand: boolean;
  /** Name of the listener in its gateway. */
  readonly listener: string;
  readonly asksForCertificates: boolean;
  readonly forwardedHops: number | undefined;
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

/** Finds the listeners that a route attaches to. */
export function attach<Spec extends Attachable>(route: Parsed<Spec>, read: Read, gateways: Collection<GatewayFacts>): Attachment {
  const bindings = new Map<string, Binding>();
  const findings: Finding[] = [];
  for (const [index, parent] of route.spec.parents.entries()) {
    const key: ObjectKey = { kind: "Gateway", namespace: parent.namespace ?? route.key.namespace, name: parent.name };
    const gateway = read.get(gateways, inputKey(key));
    const outcome = gateway === undefined ? missing(route, parent, key) : listenersFor(route, parent, gateway);
    if (outcome.kind === "accepted") for (const binding of outcome.bindings) bindings.set(binding.table, binding);
    else findings.push({ ...outcome.finding, object: route.key, pointer: `/spec/parents/${index}` });
  }
  const accepted = [...bindings.values()];
  return { bindings: accepted, findings: [...findings, ...unservedHostnames(route, accepted)] };
}

type Outcome =
  | { readonly kind: "accepted"; readonly bindings: readonly Binding[] }
  | { readonly kind: "refused"; readonly finding: Pick<Finding, "condition" | "code" | "detail" | "hint"> };

function refused(condition: Finding["condition"], code: string, words: { readonly detail: string; readonly hint: string }): Outcome {
  return { kind: "refused", finding: { condition, code, ...words } };
}

function missing(route: Parsed<Attachable>, parent: ParentRef, key: ObjectKey): Outcome {
  if (key.namespace !== route.key.namespace) return outOfReach(route, parent, { key, listeners: [] });
  return refused("ResolvedRefs", "UNKNOWN_REFERENCE", { detail: `Gateway ${inputKey(key)} does not exist`, hint: "Create it, or correct the name" });
}

/**
 * What is said of a gateway of another namespace, and of its listeners, that do not let a route attach. Whether they are absent or closed is
 * not said: nobody learns the names of another tenant's objects by guessing.
 */
function outOfReach(route: Parsed<Attachable>, { section }: ParentRef, gateway: Pick<GatewayFacts, "key" | "listeners">): Outcome {
  const what = section === undefined ? `Gateway ${inputKey(gateway.key)}` : `Listener ${section} of Gateway ${inputKey(gateway.key)}`;
  const open = gateway.listeners.filter((listener) => mayAttach(route, gateway, listener)).map(({ name }) => name);
  const hint = open.length === 0 ? "Its owner says who may, in allowedRoutes" : `Its listeners that do are ${open.join(", ")}`;
  return refused("ResolvedRefs", "NOT_ALLOWED", { detail: `${what} does not exist or does not let ${keyTitle(route.key)} attach`, hint });
}

function listenersFor(route: Parsed<Attachable>, parent: ParentRef, gateway: GatewayFacts): Outcome {
  const where = `Gateway ${inputKey(gateway.key)}`;
  const named = gateway.listeners.filter((listener) => parent.section === undefined || listener.name === parent.section);
  if (gateway.key.namespace !== route.key.namespace && !named.some((listener) => mayAttach(route, gateway, listener)))
    return outOfReach(route, parent, gateway);
  if (!gateway.admitted) return notServed(gateway);
  if (named.length === 0) {
    const names = gateway.listeners.map((listener) => listener.name).join(", ");
    return refused("ResolvedRefs", "UNKNOWN_LISTENER", { detail: `${where} has no listener ${parent.section ?? ""}`, hint: `Its listeners are ${names}` });
  }
  const protocols = protocolsFor(route);
  const suited = named.filter(({ protocol }) => protocols.includes(protocol));
  if (suited.length === 0) {
    const what = route.key.kind === "StreamRoute" && route.spec.hostnames !== undefined ? "StreamRoute with hostnames" : route.key.kind;
    const hint = `It needs one of protocol ${protocols.join(" or ")}`;
    return refused("Accepted", "PROTOCOL_MISMATCH", { detail: `${where} has no listener for a ${what} here`, hint });
  }
  const allowed = suited.filter((listener) => mayAttach(route, gateway, listener));
  if (allowed.length === 0) {
    const detail = `${where} does not let ${keyTitle(route.key)} attach`;
    return refused("ResolvedRefs", "NOT_ALLOWED", { detail, hint: "Its owner says who may, in allowedRoutes" });
  }
  return bound(route, gateway, allowed);
}

/** Whatever would be sent for the route's sake – clusters, endpoints – is not for proxies that the gateway has no right to. */
function notServed({ key }: GatewayFacts): Outcome {
  const detail = `No node group serves Gateway ${inputKey(key)}`;
  return refused("ResolvedRefs", "NOT_ALLOWED", { detail, hint: "The gateway's own status says why" });
}

/** Hostnames of streams are server names, which only TLS says. */
function protocolsFor({ key, spec }: Parsed<Attachable>): readonly ListenerFacts["protocol"][] {
  if (key.kind === "Route") return ["http", "https"];
  return spec.hostnames === undefined ? ["tcp", "tls", "udp"] : ["tls"];
}

function bound(route: Parsed<Attachable>, gateway: GatewayFacts, listeners: readonly ListenerFacts[]): Outcome {
  const bindings = listeners.flatMap((listener): Binding[] => {
    const hostnames = commonHostnames(route, listener);
    if (hostnames.length === 0) return [];
    const { group, proxy, level } = gateway;
    const { name, protocol, port, table, onDemand, asksForCertificates, forwardedHops } = listener;
    const where = { group, proxy, level, protocol, port, table, onDemand, listener: name, asksForCertificates, forwardedHops };
    return [{ route: route.key, gateway: gateway.key, ...where, hostnames }];
  });
  if (bindings.length > 0) return { kind: "accepted", bindings };
  const wanted = route.spec.hostnames?.join(", ") ?? "*";
  const admitted = listeners.flatMap((listener) => limitsOf(route, listener) ?? listener.hostname ?? "*");
  return refused("Accepted", "HOSTNAME_MISMATCH", {
    detail: `No listener of Gateway ${inputKey(gateway.key)} admits the hostnames ${wanted} of namespace ${route.key.namespace}`,
    hint: admitted.length === 0 ? "Its owner says which hostnames a namespace may serve, in allowedRoutes" : `They admit ${[...new Set(admitted)].join(", ")}`,
  });
}

/** The hostnames of route, listener and the namespace's share, where all of them admit one. */
function commonHostnames(route: Parsed<Attachable>, listener: ListenerFacts): readonly string[] {
  const limits = limitsOf(route, listener) ?? ["*"];
  const found = new Set<string>();
  for (const hostname of route.spec.hostnames ?? ["*"]) {
    const common = intersectHostname(listener.hostname ?? "*", hostname);
    if (common === undefined) continue;
    for (const limit of limits) {
      const admitted = intersectHostname(limit, common);
      if (admitted !== undefined) found.add(admitted);
    }
  }
  return [...found];
}

/** What the listener lets the route's namespace serve; undefined: everything. */
function limitsOf(route: Parsed<Attachable>, { allowedRoutes }: ListenerFacts): readonly string[] | undefined {
  const limits = allowedRoutes?.hostnames;
  if (limits === undefined) return undefined;
  return Object.hasOwn(limits, route.key.namespace) ? (limits[route.key.namespace] ?? []) : [];
}

/** A hostname that nothing serves, beside others that are served, would be missed in silence. */
function unservedHostnames(route: Parsed<Attachable>, bindings: readonly Binding[]): readonly Finding[] {
  if (bindings.length === 0) return [];
  const served = bindings.flatMap(({ hostnames }) => hostnames);
  return (route.spec.hostnames ?? []).flatMap((hostname, index): readonly Finding[] => {
    if (served.some((name) => intersectHostname(hostname, name) === name)) return [];
    const detail = `Hostname ${hostname} is served nowhere: no listener that the route attaches to admits it`;
    const hint = "Leave it out, or ask the gateway's owner to admit it";
    return [{ object: route.key, pointer: `/spec/hostnames/${index}`, condition: "Accepted", code: "HOSTNAME_NOT_SERVED", detail, hint, severity: "warning" }];
  });
}

function mayAttach(route: Parsed<Attachable>, gateway: Pick<GatewayFacts, "key">, listener: ListenerFacts): boolean {
  const from = listener.allowedRoutes?.from ?? "same";
  if (from === "all") return true;
  if (from === "same") return route.key.namespace === gateway.key.namespace;
  return Object.entries(from.labels).every(([name, value]) => Object.hasOwn(route.labels, name) && route.labels[name] === value);
}
