import { packAny } from "../../gen/codec.ts";
import type { RateLimit, RateLimit_Action } from "../../gen/envoy/config/route/v3.ts";
import { planEntries } from "../../model/limit/limit-plan.ts";
import { entryKey } from "./entry-key.ts";
import type { LimitNode } from "./lower.ts";
import type { KeyPart } from "./schema.ts";

/** Where authorization leaves what it knows of the caller; the only namespace that its filter writes. */
const identityNamespace = "envoy.filters.http.ext_authz";
/** Where cookies are put, which Envoy's rate limits cannot read themselves. */
export const cookieNamespace = "sluice.cookies";

const headersOf = { method: ":method", host: ":authority" } as const;

/**
 * The descriptor of a limit: an entry that names the limit and always exists, then one for each part of the key. A part that is absent leaves its
 * entry out and not the descriptor, so that nobody gets past a limit by leaving its key out.
 */
export function descriptorActions({ id, key, priority, limit }: LimitNode): readonly RateLimit_Action[] {
  return [
    { generic_key: { descriptor_key: planEntries.limit, descriptor_value: id } },
    ...key.map((part, index) => actionOf(part, entryKey(part, index))),
    ...(priority === undefined ? [] : [actionOf(priority, planEntries.priority)]),
    ...(limit.kind === "concurrency" ? lease : []),
  ];
}

/**
 * What a request in flight is told by: its connection, and when it began there, in nanoseconds. Both are the proxy's own. Its id is not: behind another
 * proxy a client may choose it, and requests of one id would be one request.
 */
const lease: readonly RateLimit_Action[] = [expression("connection.id", planEntries.connection), expression("request.time", planEntries.lease)];

/** The rate limits that Envoy sends for a limit: the charge, and for requests in flight what gives it back at the end. */
export function rateLimitsOf(node: LimitNode): readonly RateLimit[] {
  const actions = descriptorActions(node);
  if (node.limit.kind !== "concurrency") return [{ actions, ...costOf(node) }];
  return [{ actions }, { actions, hits_addend: { number: { value: 1 }, is_negative_hits: true }, apply_on_stream_done: true }];
}

function costOf({ cost }: LimitNode): Pick<RateLimit, "hits_addend"> {
  if (cost === undefined) return {};
  return { hits_addend: typeof cost === "number" ? { number: { value: cost } } : { format: cost } };
}

function actionOf(part: KeyPart, key: string): RateLimit_Action {
  if (typeof part === "string") return namedAction(part, key);
  if (part.header !== undefined) return headerAction(part.header, key);
  if (part.query !== undefined) return { query_parameters: { query_parameter_name: part.query, descriptor_key: key, skip_if_absent: true } };
  if (part.cookie !== undefined) return metadataAction(cookieNamespace, [part.cookie], key);
  if (part.claim !== undefined) return metadataAction(identityNamespace, ["claims", part.claim], key);
  if (part.cel !== undefined) return expression(part.cel, key);
  return { masked_remote_address: { v4_prefix_mask_len: { value: part.network.v4 }, v6_prefix_mask_len: { value: part.network.v6 } } };
}

function namedAction(part: Extract<KeyPart, string>, key: string): RateLimit_Action {
  switch (part) {
    case "remoteAddress":
      return { remote_address: {} };
    case "method":
    case "host":
      return headerAction(headersOf[part], key);
    case "path":
      return expression("request.url_path", key);
    case "consumer":
    case "plan":
    case "priority":
      return metadataAction(identityNamespace, [part], key);
  }
}

function headerAction(name: string, key: string): RateLimit_Action {
  return { request_headers: { header_name: name, descriptor_key: key, skip_if_absent: true } };
}

function metadataAction(namespace: string, path: readonly string[], key: string): RateLimit_Action {
  return { metadata: { descriptor_key: key, metadata_key: { key: namespace, path: path.map((segment) => ({ key: segment })) }, skip_if_absent: true } };
}

function expression(text: string, key: string): RateLimit_Action {
  const typed_config = packAny("envoy.extensions.rate_limit_descriptors.expr.v3.Descriptor", { descriptor_key: key, skip_if_error: true, text });
  return { extension: { name: "envoy.rate_limit_descriptors.expr", typed_config } };
}
