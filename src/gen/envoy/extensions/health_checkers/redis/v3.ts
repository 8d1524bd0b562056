// Made by `npm run gen` from proto/; do not edit
import type * as envoy_extensions_filters_network_redis_proxy_v3 from "../../../../envoy/extensions/filters/network/redis_proxy/v3.ts";
export interface Redis {
  readonly key?: string;
  readonly aws_iam?: envoy_extensions_filters_network_redis_proxy_v3.AwsIam;
}
