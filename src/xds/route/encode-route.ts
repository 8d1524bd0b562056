import { codec } from "../../gen/codec.ts";
import { HeaderValueOption_HeaderAppendAction as AppendAction } from "../../gen/envoy/config/core/v3.ts";
import type { Route } from "../../gen/envoy/config/route/v3.ts";
import type { ProxyKind } from "../../graph/build/projections.ts";
import type { Finding } from "../../graph/node/finding.ts";
import type { RespondAction, RouteNode } from "../../graph/node/route-node.ts";
import { plainFormat } from "../common.ts";
import { fitPolicies } from "../fit-policies.ts";
import { type AnyEmittingPolicy, applyPolicies } from "../policy.ts";
import { forwardAction, redirectAction, respondAction } from "./route-action.ts";
import { routeMatch } from "./route-match.ts";

const message = "envoy.config.route.v3.Route";

/** What the translation of routes depends on. */
export interface RouteTranslation {
  readonly policies: readonly AnyEmittingPolicy[];
  readonly proxy: ProxyKind;
  /** The slot's filter that has the setting which a policy's node needs. */
  readonly slotOf?: (policy: AnyEmittingPolicy, node: never) => string | undefined;
}

/** Envoy's Route of one entry, with all its policies. */
function routeMessage(node: RouteNode, { policies, proxy, slotOf }: RouteTranslation): Route {
  const head = { name: node.name, match: routeMatch(node.match, proxy), stat_prefix: node.name.split("/").slice(0, 2).join(".") };
  return applyPolicies<Route>(
    node.policies,
    policies,
    (policy, value) => policy.route && ((route) => policy.route?.(value, route, { slot: slotOf?.(policy, value) }) ?? route),
  )(withAction(head, node, policies));
}

/** One entry as bytes, or why Envoy would refuse it. */
export interface RouteBytes {
  readonly bytes: Uint8Array | undefined;
  readonly findings: readonly Finding[];
}

/** Checks and encodes one entry. One that Envoy would refuse is left out, because it would take its whole table down; one that cannot be guarded answers 503. */
export function encodeRoute(node: RouteNode, translation: RouteTranslation): RouteBytes {
  const { value, findings, unguarded } = fitPolicies({
    message,
    build: (nodes) => routeMessage({ ...node, policies: nodes }, translation),
    nodes: node.policies,
    nodeOrigins: node.policyOrigins,
    policies: translation.policies,
    piece: { type: "route", name: node.name, origins: [node.origin] },
  });
  const fit = unguarded === true ? closedRoute(node, translation) : value;
  return { bytes: fit === undefined ? undefined : new Uint8Array(codec(message).encode(fit)), findings };
}

/** Answers 503: without the entry, its requests might fit another one that is not guarded. */
function closedRoute(node: RouteNode, { proxy }: RouteTranslation): Route {
  return { name: node.name, match: routeMatch(node.match, proxy), direct_response: { status: 503 } };
}

function withAction(head: Pick<Route, "name" | "match" | "stat_prefix">, node: RouteNode, policies: readonly AnyEmittingPolicy[]): Route {
  const action = node.action;
  switch (action.kind) {
    case "forward": {
      const change = applyPolicies(
        node.policies,
        policies,
        (policy, value) => policy.forward && ((route: ReturnType<typeof forwardAction>) => policy.forward?.(value, route) ?? route),
      );
      return { ...head, route: change(forwardAction(action, node.match.path)) };
    }
    case "redirect":
      return { ...head, redirect: redirectAction(action, node.match.path) };
    case "respond":
      return { ...head, direct_response: respondAction(action), ...responseHeaders(action) };
  }
}

/** What people write as a header of their answer is just that: Envoy's command operators have no meaning in it. */
function responseHeaders(action: RespondAction): Pick<Route, "response_headers_to_add"> {
  if (action.headers.length === 0) return {};
  return {
    response_headers_to_add: action.headers.map(([key, value]) => ({
      header: { key, value: plainFormat(value) },
      append_action: AppendAction.OVERWRITE_IF_EXISTS_OR_ADD,
      keep_empty_value: true,
    })),
  };
}
