import type { NodeConnection, NodeResource, NodeWish } from "../../admin/port/fleet.ts";
import { redactBytes } from "../../discovery/client-status/redact.ts";
import type { ConnectedNode, NodeRefusal, NodeStream } from "../../discovery/fleet/node-table.ts";
import type { AgedEntry } from "../../discovery/grpc/aged-ledger.ts";
import type { LedgerEntry } from "../../discovery/subscription/ledger.ts";
import { codec, messageNameOf } from "../../gen/codec.ts";
import { toJson } from "../../gen/to-json.ts";
import type { Json } from "../../kit/json.ts";
import { type Resource, typeUrls } from "../../snapshot/resource.ts";

/** What is known of a node whose streams this replica holds, beside what every replica knows. */
export function connectionOf({ node, streams }: ConnectedNode, wish: NodeWish, refused: readonly NodeRefusal[]): NodeConnection {
  const refusedSince = new Map(refused.map(({ type, name, since }) => [`${type} ${name}`, since]));
  return {
    streams: streams.map(streamOf),
    extensions: node.extensions?.byCategory() ?? {},
    resources: streams.flatMap((stream) =>
      [...stream.agedLedger()]
        .filter((entry) => wish.resources === "all" || isException(entry))
        .map((entry) =>
          resourceOf(entry, { since: sinceOf(entry, refusedSince), content: wish.contents ? contentOf(stream.resource(entry.type, entry.name)) : undefined }),
        ),
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

function sinceOf({ type, name, since }: AgedEntry, refusedSince: ReadonlyMap<string, string>): string | undefined {
  return since === undefined ? refusedSince.get(`${type} ${name}`) : isoOf(since);
}

interface Shown {
  readonly since: string | undefined;
  readonly content: Json | undefined;
}

function resourceOf(entry: AgedEntry, { since, content }: Shown): NodeResource {
  const { type, name, state, wanted, sent, held, detail, wantedAt } = entry;
  return {
    type,
    name,
    state,
    ...(since !== undefined && { since }),
    ...(wanted !== undefined && { wanted }),
    ...(wantedAt !== undefined && { wantedSince: isoOf(wantedAt) }),
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
