import type { NodeConnection, NodeResource, NodeWish } from "../../admin/port/fleet.ts";
import { redactBytes } from "../../discovery/client-status/redact.ts";
import type { ConnectedNode, NodeStream } from "../../discovery/fleet/node-table.ts";
import type { LedgerEntry } from "../../discovery/subscription/ledger.ts";
import { codec, messageNameOf } from "../../gen/codec.ts";
import { toJson } from "../../gen/to-json.ts";
import type { Json } from "../../kit/json.ts";
import { type Resource, typeUrls } from "../../snapshot/resource.ts";

/** What is known of a node whose streams this replica holds, beside what every replica knows. */
export function connectionOf({ node, streams }: ConnectedNode, wish: NodeWish): NodeConnection {
  return {
    streams: streams.map(streamOf),
    extensions: node.extensions?.byCategory() ?? {},
    resources: streams.flatMap((stream) =>
      [...stream.ledger()].filter((entry) => wish.resources === "all" || isException(entry)).map((entry) => resourceOf(stream, entry, wish)),
    ),
  };
}

function streamOf(stream: NodeStream): NodeConnection["streams"][number] {
  const { scope, variant } = stream.options;
  const { openedAt, unanswered } = stream.facts();
  return { scope, variant, since: isoOf(openedAt), unanswered: [...unanswered].map(([type, at]) => ({ type, since: isoOf(at) })) };
}

/** That a name is not there is an answer as well; proxies ask for some that are not. */
function isException({ state }: LedgerEntry): boolean {
  return state !== "acked" && state !== "absent";
}

function resourceOf(stream: NodeStream, entry: LedgerEntry, { contents }: NodeWish): NodeResource {
  const { type, name, state, wanted, sent, held, detail } = entry;
  const content = contents ? contentOf(stream.resource(type, name)) : undefined;
  return {
    type,
    name,
    state,
    ...(wanted !== undefined && { wanted }),
    ...(sent !== undefined && { sent }),
    ...(held !== undefined && { held }),
    ...(detail !== undefined && { message: detail }),
    ...(content !== undefined && { content }),
  };
}

/** In proto3 JSON, without what is secret. */
function contentOf(resource: Resource | undefined): Json | undefined {
  const typeUrl = resource && typeUrls[resource.type];
  const message = typeUrl === undefined ? undefined : messageNameOf(typeUrl);
  if (resource === undefined || typeUrl === undefined || message === undefined || resource.isAbsent === true) return undefined;
  return toJson(message, codec(message).decode(redactBytes(typeUrl, resource.bytes)) as never);
}

function isoOf(ms: number): string {
  return new Date(ms).toISOString();
}
