import { codec, packAny } from "../../gen/codec.ts";
import { HttpProtocolOptions_HeadersWithUnderscoresAction as Underscores } from "../../gen/envoy/config/core/v3.ts";
import type { HttpConnectionManager, HttpFilter } from "../../gen/envoy/extensions/filters/network/http_connection_manager/v3.ts";
import {
  HttpConnectionManager_CodecType as CodecType,
  HttpConnectionManager_PathWithEscapedSlashesAction as EscapedSlashes,
  HttpConnectionManager_ForwardClientCertDetails as ForwardClientCert,
} from "../../gen/envoy/extensions/filters/network/http_connection_manager/v3.ts";
import type { ChainTarget, HttpOptions } from "../../graph/node/listener-node.ts";
import type { PolicyNodes } from "../../graph/node/route-node.ts";
import { duration, overAds } from "../common.ts";
import { type AnyEmittingPolicy, applyPolicies, type SlotFilter, slotName, tableFilterName } from "../policy.ts";

const codecType = { auto: CodecType.AUTO, http1: CodecType.HTTP1, http2: CodecType.HTTP2 } as const;

/** An HTTP chain's target. */
export type HttpTarget = Extract<ChainTarget, { kind: "http" }>;

/**
 * The HTTP connection manager of an edge listener. Its filters are fixed by the gateway's stored level and stand switched off, so that no
 * policy of a route drains the listener. The limits are those that Envoy's documentation advises at an edge ("Configuring Envoy as an edge proxy").
 */
export function connectionManager(target: HttpTarget, nodes: PolicyNodes, policies: readonly AnyEmittingPolicy[]): HttpConnectionManager {
  const manager = { ...base(target), ...edgeOptions(target.options), http_filters: filterChain(target, policies) };
  const change = applyPolicies<HttpConnectionManager>(
    nodes,
    policies,
    (policy, value) => policy.connectionManager && ((current) => policy.connectionManager?.(value, current) ?? current),
  );
  return change(manager);
}

/** What a gRPC client reads of a listener: its route table and the router alone (gRFC A27, A39). */
export function apiConnectionManager(target: HttpTarget): HttpConnectionManager {
  return { ...base(target), http_filters: [router()] };
}

function base(target: HttpTarget): Pick<HttpConnectionManager, "stat_prefix"> & { readonly rds: NonNullable<HttpConnectionManager["rds"]> } {
  return { stat_prefix: target.statPrefix, rds: { config_source: overAds, route_config_name: target.routeConfiguration } };
}

function edgeOptions(options: HttpOptions) {
  return {
    codec_type: codecType[options.codec],
    use_remote_address: { value: options.useRemoteAddress },
    ...(options.trustedHops > 0 && { xff_num_trusted_hops: options.trustedHops }),
    ...(options.serverName !== undefined && { server_name: options.serverName }),
    ...(options.maxRequestHeadersKb !== undefined && { max_request_headers_kb: { value: options.maxRequestHeadersKb } }),
    common_http_protocol_options: { idle_timeout: duration(3_600_000), headers_with_underscores_action: Underscores.DROP_HEADER },
    http2_protocol_options: { allow_connect: true, initial_stream_window_size: { value: 65_536 }, initial_connection_window_size: { value: 1_048_576 } },
    request_headers_timeout: duration(10_000),
    normalize_path: { value: true },
    merge_slashes: true,
    path_with_escaped_slashes_action: EscapedSlashes.UNESCAPE_AND_REDIRECT,
    forward_client_cert_details: ForwardClientCert.SANITIZE_SET,
    set_current_client_cert_details: { subject: { value: true }, dns: true, uri: true },
  };
}

/** The fixed chain: every filter of the level, switched off, in order; the router last. */
function filterChain({ options: { level, onDemand }, routeConfiguration: table }: HttpTarget, policies: readonly AnyEmittingPolicy[]): readonly HttpFilter[] {
  const standing = [...policies].sort((left, right) => left.order - right.order).flatMap((policy) => filtersOf(policy, { level, table }));
  return [...(onDemand ? [onDemandFilter()] : []), ...standing, router()];
}

/** Before all others, which may need the route. A cluster that does not come is answered as one that does not exist. */
function onDemandFilter(): HttpFilter {
  const odcds = { source: overAds, timeout: duration(5000) };
  return { name: "envoy.filters.http.on_demand", typed_config: packAny("envoy.extensions.filters.http.on_demand.v3.OnDemand", { odcds }) };
}

interface ChainPlace {
  readonly level: number;
  readonly table: string;
}

/** What a policy has in the chain: its standing filter, its slots, and the filters of the table. */
function filtersOf({ filter, slots, tables = [] }: AnyEmittingPolicy, { level, table }: ChainPlace): readonly HttpFilter[] {
  const standing = filter === undefined || filter.level > level ? [] : [{ name: filter.name, typed_config: filter.config(), disabled: true }];
  const inSlots =
    slots === undefined || slots.level > level ? [] : Array.from({ length: slots.count }, (_, index) => discovered(slotName(slots, index + 1), slots, true));
  const own = tables.filter((ofTable) => ofTable.level <= level).map((ofTable) => discovered(tableFilterName(ofTable, table), ofTable, false));
  return [...standing, ...inSlots, ...own];
}

/** The listener opens at once: what has no configuration yet does as the blank one says. */
function discovered(name: string, { message, blank }: Pick<SlotFilter, "message" | "blank">, disabled: boolean): HttpFilter {
  const config_discovery = {
    config_source: overAds,
    default_config: blank(),
    apply_default_config_without_warming: true,
    type_urls: [codec(message).typeUrl],
  };
  return { name, config_discovery, ...(disabled && { disabled }) };
}

function router(): HttpFilter {
  return { name: "envoy.filters.http.router", typed_config: packAny("envoy.extensions.filters.http.router.v3.Router", {}) };
}
