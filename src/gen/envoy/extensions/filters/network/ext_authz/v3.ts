// Made by `npm run gen` from proto/; do not edit
import type * as envoy_config_core_v3 from "../../../../../envoy/config/core/v3.ts";
import type * as envoy_type_matcher_v3 from "../../../../../envoy/type/matcher/v3.ts";
export interface ExtAuthz {
  readonly stat_prefix?: string;
  readonly grpc_service?: envoy_config_core_v3.GrpcService;
  readonly failure_mode_allow?: boolean;
  readonly include_peer_certificate?: boolean;
  readonly transport_api_version?: envoy_config_core_v3.ApiVersion;
  readonly filter_enabled_metadata?: envoy_type_matcher_v3.MetadataMatcher;
  readonly bootstrap_metadata_labels_key?: string;
  readonly include_tls_session?: boolean;
  readonly send_tls_alert_on_denial?: boolean;
  readonly metadata_context_namespaces?: readonly string[];
  readonly typed_metadata_context_namespaces?: readonly string[];
  readonly shadow_mode?: boolean;
}
