import type { Origin } from "../../model/object/object.ts";
import type { Finding } from "../node/finding.ts";
import type { RequestMatch } from "../node/match.ts";
import type { RouteAction } from "../node/route-node.ts";

/**
 * Why gRPC clients that carry xDS themselves cannot take an entry; undefined when they can. They refuse a whole route table for one path
 * specifier or action that they do not know, and pass over conditions that they do not know as if these held (gRFC A28, A39), so such an entry
 * is left out.
 */
export function unfitForGrpc(match: RequestMatch, action: RouteAction, origin: Origin): Finding | undefined {
  const what = unfitMatch(match) ?? unfitAction(action);
  if (what === undefined) return undefined;
  return {
    object: origin.object,
    pointer: origin.pointer,
    condition: "Accepted",
    code: "NOT_FOR_GRPC_CLIENTS",
    detail: `gRPC clients know no ${what}; the rule is left out for them`,
    hint: "Attach the route to a gateway of Envoy proxies, or match by service, method and headers, and forward alone",
  };
}

function unfitMatch(match: RequestMatch): string | undefined {
  if (match.path.kind === "template") return "path templates";
  if (match.path.kind === "connect") return "upgrades";
  if (match.query.length > 0) return "query parameters";
  return match.cookies.length > 0 ? "cookies" : undefined;
}

function unfitAction(action: RouteAction): string | undefined {
  if (action.kind === "redirect") return "redirects";
  if (action.kind === "respond") return "direct responses";
  if (action.path !== undefined || action.host !== undefined) return "rewrites";
  return action.upgrades.length > 0 ? "upgrades" : undefined;
}
