// Made by `npm run gen` from proto/; do not edit
import type * as envoy_config_core_v3 from "../../../envoy/config/core/v3.ts";
export interface RateLimitServiceConfig {
  readonly grpc_service?: envoy_config_core_v3.GrpcService;
  readonly transport_api_version?: envoy_config_core_v3.ApiVersion;
}
