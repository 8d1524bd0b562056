import type { Json } from "../../kit/json.ts";
import type { AdminContext } from "../admin-context.ts";
import { defineOperation } from "../http/define-operation.ts";
import type { Operation } from "../http/operation.ts";
import { jsonAnswer } from "../openapi/json-answer.ts";
import type { PartLoad, ServiceLoad } from "../port/fleet.ts";
import { AdminError } from "../problem/admin-error.ts";
import { objectTitle } from "../problem/violation.ts";
import { collectionPath } from "../resource/kind-paths.ts";
import { demandRead } from "../resource/list-sources.ts";
import { objectKeyOf, objectParameters } from "../resource/object-key.ts";
import { serviceLoadSchema } from "../resource/schemas.ts";
import { staleHeaders } from "../resource/stale-headers.ts";

/** Load of a service by zone and node, as the proxies of this replica report it. */
export function serviceLoad(context: AdminContext): Operation {
  return defineOperation({
    id: "getServiceLoad",
    method: "get",
    path: `${collectionPath("Service")}/{name}/load`,
    tag: "Fleet",
    summary: "Read the load of a service, as the proxies of this replica have reported it lately",
    access: "token",
    parameters: { path: objectParameters("Service") },
    answers: { 200: jsonAnswer("Its load in the last reports: all of it, by zone of the endpoints, and by proxy", serviceLoadSchema) },
    problems: ["NOT_FOUND"],
    handle: async ({ path, principal }) => {
      const key = objectKeyOf("Service", path);
      demandRead(principal, key.namespace);
      const service = await context.store.get(key, { allowStale: true });
      if (service === undefined) throw new AdminError("NOT_FOUND", `${objectTitle(key)} does not exist`);
      return { status: 200, headers: staleHeaders(context), body: shown(context.fleet.load(`${key.namespace}/${key.name}`)) };
    },
  });
}

function shown({ windowMs, total, zones, nodes }: ServiceLoad): Json {
  return {
    windowMs,
    total: { ...countsOf(total), dropped: total.dropped },
    // What is dropped was never on its way to any zone.
    zones: zones.map((zone) => ({ zone: zone.name, ...countsOf(zone) })),
    nodes: nodes.map((node) => ({ node: node.name, ...countsOf(node), dropped: node.dropped })),
  };
}

function countsOf({ name: _name, dropped: _dropped, ...counts }: PartLoad): Omit<PartLoad, "name" | "dropped"> {
  return counts;
}
