// Made by `npm run gen` from proto/; do not edit
import type * as envoy_config_core_v3 from "../../../../../envoy/config/core/v3.ts";
import type * as envoy_extensions_common_aws_v3 from "../../../../../envoy/extensions/common/aws/v3.ts";
import type * as envoy_extensions_common_dynamic_forward_proxy_v3 from "../../../../../envoy/extensions/common/dynamic_forward_proxy/v3.ts";
import type * as google_protobuf from "../../../../../google/protobuf.ts";
export interface AwsIam {
  readonly credential_provider?: envoy_extensions_common_aws_v3.AwsCredentialProvider;
  readonly cache_name?: string;
  readonly service_name?: string;
  readonly region?: string;
  readonly expiration_time?: google_protobuf.Duration;
}
export interface RedisExternalAuthProvider {
  readonly grpc_service?: envoy_config_core_v3.GrpcService;
  readonly enable_auth_expiration?: boolean;
}
export interface RedisProtocolOptions {
  readonly auth_password?: envoy_config_core_v3.DataSource;
  readonly auth_username?: envoy_config_core_v3.DataSource;
  readonly aws_iam?: AwsIam;
  readonly credentials?: readonly RedisProtocolOptions_Credential[];
}
export interface RedisProtocolOptions_Credential {
  readonly address?: envoy_config_core_v3.Address;
  readonly auth_password?: envoy_config_core_v3.DataSource;
  readonly auth_username?: envoy_config_core_v3.DataSource;
}
export interface RedisProxy {
  readonly stat_prefix?: string;
  readonly settings?: RedisProxy_ConnPoolSettings;
  readonly latency_in_micros?: boolean;
  readonly prefix_routes?: RedisProxy_PrefixRoutes;
  readonly downstream_auth_password?: envoy_config_core_v3.DataSource;
  readonly downstream_auth_passwords?: readonly envoy_config_core_v3.DataSource[];
  readonly faults?: readonly RedisProxy_RedisFault[];
  readonly downstream_auth_username?: envoy_config_core_v3.DataSource;
  readonly external_auth_provider?: RedisExternalAuthProvider;
  readonly custom_commands?: readonly string[];
  readonly protocol_version?: RedisProxy_ProtocolVersion;
}
export interface RedisProxy_ConnPoolSettings {
  readonly op_timeout?: google_protobuf.Duration;
  readonly enable_hashtagging?: boolean;
  readonly enable_redirection?: boolean;
  readonly dns_cache_config?: envoy_extensions_common_dynamic_forward_proxy_v3.DnsCacheConfig;
  readonly max_buffer_size_before_flush?: number;
  readonly buffer_flush_timeout?: google_protobuf.Duration;
  readonly max_upstream_unknown_connections?: google_protobuf.UInt32Value;
  readonly enable_command_stats?: boolean;
  readonly read_policy?: RedisProxy_ConnPoolSettings_ReadPolicy;
  readonly connection_rate_limit?: RedisProxy_ConnectionRateLimit;
}
export const RedisProxy_ConnPoolSettings_ReadPolicy = {
  MASTER: 0,
  PREFER_MASTER: 1,
  REPLICA: 2,
  PREFER_REPLICA: 3,
  ANY: 4,
  LOCAL_ZONE_AFFINITY: 5,
  LOCAL_ZONE_AFFINITY_REPLICAS_AND_PRIMARY: 6,
} as const;
export type RedisProxy_ConnPoolSettings_ReadPolicy = (typeof RedisProxy_ConnPoolSettings_ReadPolicy)[keyof typeof RedisProxy_ConnPoolSettings_ReadPolicy];
export interface RedisProxy_ConnectionRateLimit {
  readonly connection_rate_limit_per_sec?: number;
}
export interface RedisProxy_PrefixRoutes {
  readonly routes?: readonly RedisProxy_PrefixRoutes_Route[];
  readonly case_insensitive?: boolean;
  readonly catch_all_route?: RedisProxy_PrefixRoutes_Route;
}
export interface RedisProxy_PrefixRoutes_Route {
  readonly prefix?: string;
  readonly remove_prefix?: boolean;
  readonly cluster?: string;
  readonly request_mirror_policy?: readonly RedisProxy_PrefixRoutes_Route_RequestMirrorPolicy[];
  readonly key_formatter?: string;
  readonly read_command_policy?: RedisProxy_PrefixRoutes_Route_ReadCommandPolicy;
}
export interface RedisProxy_PrefixRoutes_Route_ReadCommandPolicy {
  readonly cluster?: string;
}
export interface RedisProxy_PrefixRoutes_Route_RequestMirrorPolicy {
  readonly cluster?: string;
  readonly runtime_fraction?: envoy_config_core_v3.RuntimeFractionalPercent;
  readonly exclude_read_commands?: boolean;
}
export const RedisProxy_ProtocolVersion = {
  RESP2: 0,
  RESP3: 1,
} as const;
export type RedisProxy_ProtocolVersion = (typeof RedisProxy_ProtocolVersion)[keyof typeof RedisProxy_ProtocolVersion];
export interface RedisProxy_RedisFault {
  readonly fault_type?: RedisProxy_RedisFault_RedisFaultType;
  readonly fault_enabled?: envoy_config_core_v3.RuntimeFractionalPercent;
  readonly delay?: google_protobuf.Duration;
  readonly commands?: readonly string[];
}
export const RedisProxy_RedisFault_RedisFaultType = {
  DELAY: 0,
  ERROR: 1,
} as const;
export type RedisProxy_RedisFault_RedisFaultType = (typeof RedisProxy_RedisFault_RedisFaultType)[keyof typeof RedisProxy_RedisFault_RedisFaultType];
