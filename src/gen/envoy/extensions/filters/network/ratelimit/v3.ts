// Made by `npm run gen` from proto/; do not edit
import type * as envoy_config_ratelimit_v3 from "../../../../../envoy/config/ratelimit/v3.ts";
import type * as envoy_extensions_common_ratelimit_v3 from "../../../../../envoy/extensions/common/ratelimit/v3.ts";
import type * as google_protobuf from "../../../../../google/protobuf.ts";
export interface RateLimit {
  readonly stat_prefix?: string;
  readonly domain?: string;
  readonly descriptors?: readonly envoy_extensions_common_ratelimit_v3.RateLimitDescriptor[];
  readonly timeout?: google_protobuf.Duration;
  readonly failure_mode_deny?: boolean;
  readonly rate_limit_service?: envoy_config_ratelimit_v3.RateLimitServiceConfig;
}
