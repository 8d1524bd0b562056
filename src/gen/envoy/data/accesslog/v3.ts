// Made by `npm run gen` from proto/; do not edit
import type * as envoy_config_core_v3 from "../../../envoy/config/core/v3.ts";
import type * as google_protobuf from "../../../google/protobuf.ts";
export interface AccessLogCommon {
  readonly sample_rate?: number;
  readonly downstream_remote_address?: envoy_config_core_v3.Address;
  readonly downstream_local_address?: envoy_config_core_v3.Address;
  readonly tls_properties?: TLSProperties;
  readonly start_time?: google_protobuf.Timestamp;
  readonly time_to_last_rx_byte?: google_protobuf.Duration;
  readonly time_to_first_upstream_tx_byte?: google_protobuf.Duration;
  readonly time_to_last_upstream_tx_byte?: google_protobuf.Duration;
  readonly time_to_first_upstream_rx_byte?: google_protobuf.Duration;
  readonly time_to_last_upstream_rx_byte?: google_protobuf.Duration;
  readonly time_to_first_downstream_tx_byte?: google_protobuf.Duration;
  readonly time_to_last_downstream_tx_byte?: google_protobuf.Duration;
  readonly upstream_remote_address?: envoy_config_core_v3.Address;
  readonly upstream_local_address?: envoy_config_core_v3.Address;
  readonly upstream_cluster?: string;
  readonly response_flags?: ResponseFlags;
  readonly metadata?: envoy_config_core_v3.Metadata;
  readonly upstream_transport_failure_reason?: string;
  readonly route_name?: string;
  readonly downstream_direct_remote_address?: envoy_config_core_v3.Address;
  readonly filter_state_objects?: Readonly<Record<string, google_protobuf.Any>>;
  readonly custom_tags?: Readonly<Record<string, string>>;
  readonly duration?: google_protobuf.Duration;
  readonly upstream_request_attempt_count?: number;
  readonly connection_termination_details?: string;
  readonly stream_id?: string;
  readonly intermediate_log_entry?: boolean;
  readonly downstream_transport_failure_reason?: string;
  readonly downstream_wire_bytes_sent?: number;
  readonly downstream_wire_bytes_received?: number;
  readonly upstream_wire_bytes_sent?: number;
  readonly upstream_wire_bytes_received?: number;
  readonly access_log_type?: AccessLogType;
}
export const AccessLogType = {
  NotSet: 0,
  TcpUpstreamConnected: 1,
  TcpPeriodic: 2,
  TcpConnectionStart: 14,
  TcpConnectionEnd: 3,
  DownstreamStart: 4,
  DownstreamPeriodic: 5,
  DownstreamEnd: 6,
  UpstreamPoolReady: 7,
  UpstreamPeriodic: 8,
  UpstreamEnd: 9,
  DownstreamTunnelSuccessfullyEstablished: 10,
  UdpTunnelUpstreamConnected: 11,
  UdpPeriodic: 12,
  UdpSessionEnd: 13,
} as const;
export type AccessLogType = (typeof AccessLogType)[keyof typeof AccessLogType];
export interface ConnectionProperties {
  readonly received_bytes?: number;
  readonly sent_bytes?: number;
}
export interface HTTPAccessLogEntry {
  readonly common_properties?: AccessLogCommon;
  readonly protocol_version?: HTTPAccessLogEntry_HTTPVersion;
  readonly request?: HTTPRequestProperties;
  readonly response?: HTTPResponseProperties;
}
export const HTTPAccessLogEntry_HTTPVersion = {
  PROTOCOL_UNSPECIFIED: 0,
  HTTP10: 1,
  HTTP11: 2,
  HTTP2: 3,
  HTTP3: 4,
} as const;
export type HTTPAccessLogEntry_HTTPVersion = (typeof HTTPAccessLogEntry_HTTPVersion)[keyof typeof HTTPAccessLogEntry_HTTPVersion];
export interface HTTPRequestProperties {
  readonly request_method?: envoy_config_core_v3.RequestMethod;
  readonly scheme?: string;
  readonly authority?: string;
  readonly port?: google_protobuf.UInt32Value;
  readonly path?: string;
  readonly user_agent?: string;
  readonly referer?: string;
  readonly forwarded_for?: string;
  readonly request_id?: string;
  readonly original_path?: string;
  readonly request_headers_bytes?: number;
  readonly request_body_bytes?: number;
  readonly request_headers?: Readonly<Record<string, string>>;
  readonly upstream_header_bytes_sent?: number;
  readonly downstream_header_bytes_received?: number;
}
export interface HTTPResponseProperties {
  readonly response_code?: google_protobuf.UInt32Value;
  readonly response_headers_bytes?: number;
  readonly response_body_bytes?: number;
  readonly response_headers?: Readonly<Record<string, string>>;
  readonly response_trailers?: Readonly<Record<string, string>>;
  readonly response_code_details?: string;
  readonly upstream_header_bytes_received?: number;
  readonly downstream_header_bytes_sent?: number;
}
export interface ResponseFlags {
  readonly failed_local_healthcheck?: boolean;
  readonly no_healthy_upstream?: boolean;
  readonly upstream_request_timeout?: boolean;
  readonly local_reset?: boolean;
  readonly upstream_remote_reset?: boolean;
  readonly upstream_connection_failure?: boolean;
  readonly upstream_connection_termination?: boolean;
  readonly upstream_overflow?: boolean;
  readonly no_route_found?: boolean;
  readonly delay_injected?: boolean;
  readonly fault_injected?: boolean;
  readonly rate_limited?: boolean;
  readonly unauthorized_details?: ResponseFlags_Unauthorized;
  readonly rate_limit_service_error?: boolean;
  readonly downstream_connection_termination?: boolean;
  readonly upstream_retry_limit_exceeded?: boolean;
  readonly stream_idle_timeout?: boolean;
  readonly invalid_envoy_request_headers?: boolean;
  readonly downstream_protocol_error?: boolean;
  readonly upstream_max_stream_duration_reached?: boolean;
  readonly response_from_cache_filter?: boolean;
  readonly no_filter_config_found?: boolean;
  readonly duration_timeout?: boolean;
  readonly upstream_protocol_error?: boolean;
  readonly no_cluster_found?: boolean;
  readonly overload_manager?: boolean;
  readonly dns_resolution_failure?: boolean;
  readonly downstream_remote_reset?: boolean;
}
export interface ResponseFlags_Unauthorized {
  readonly reason?: ResponseFlags_Unauthorized_Reason;
}
export const ResponseFlags_Unauthorized_Reason = {
  REASON_UNSPECIFIED: 0,
  EXTERNAL_SERVICE: 1,
} as const;
export type ResponseFlags_Unauthorized_Reason = (typeof ResponseFlags_Unauthorized_Reason)[keyof typeof ResponseFlags_Unauthorized_Reason];
export interface TCPAccessLogEntry {
  readonly common_properties?: AccessLogCommon;
  readonly connection_properties?: ConnectionProperties;
}
export interface TLSProperties {
  readonly tls_version?: TLSProperties_TLSVersion;
  readonly tls_cipher_suite?: google_protobuf.UInt32Value;
  readonly tls_sni_hostname?: string;
  readonly local_certificate_properties?: TLSProperties_CertificateProperties;
  readonly peer_certificate_properties?: TLSProperties_CertificateProperties;
  readonly tls_session_id?: string;
  readonly ja3_fingerprint?: string;
}
export interface TLSProperties_CertificateProperties {
  readonly subject_alt_name?: readonly TLSProperties_CertificateProperties_SubjectAltName[];
  readonly subject?: string;
  readonly issuer?: string;
}
export type TLSProperties_CertificateProperties_SubjectAltName = object & (
  | { readonly uri?: never; readonly dns?: never }
  | { readonly uri: string; readonly dns?: never }
  | { readonly uri?: never; readonly dns: string }
);
export const TLSProperties_TLSVersion = {
  VERSION_UNSPECIFIED: 0,
  TLSv1: 1,
  TLSv1_1: 2,
  TLSv1_2: 3,
  TLSv1_3: 4,
} as const;
export type TLSProperties_TLSVersion = (typeof TLSProperties_TLSVersion)[keyof typeof TLSProperties_TLSVersion];
