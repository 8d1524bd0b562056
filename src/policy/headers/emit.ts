import { HeaderValueOption_HeaderAppendAction as AppendAction, type HeaderValueOption } from "../../gen/envoy/config/core/v3.ts";
import type { Route } from "../../gen/envoy/config/route/v3.ts";
import type { HeaderChanges, HeadersNode } from "./lower.ts";

/** Graph → Envoy's Route. What the route already adds (headers of a direct response) stays. */
export function routeHeaders({ request, response }: HeadersNode, route: Route): Route {
  return {
    ...route,
    request_headers_to_add: [...(route.request_headers_to_add ?? []), ...added(request)],
    request_headers_to_remove: [...(route.request_headers_to_remove ?? []), ...request.remove],
    response_headers_to_add: [...(route.response_headers_to_add ?? []), ...added(response)],
    response_headers_to_remove: [...(route.response_headers_to_remove ?? []), ...response.remove],
  };
}

function added({ set, add }: HeaderChanges): readonly HeaderValueOption[] {
  const option =
    (append_action: AppendAction) =>
    ([key, value]: readonly [string, string]) => ({ header: { key, value }, append_action, keep_empty_value: true });
  return [...set.map(option(AppendAction.OVERWRITE_IF_EXISTS_OR_ADD)), ...add.map(option(AppendAction.APPEND_IF_EXISTS_OR_ADD))];
}
