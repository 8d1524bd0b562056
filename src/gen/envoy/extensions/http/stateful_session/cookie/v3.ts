// Made by `npm run gen` from proto/; do not edit
import type * as envoy_type_http_v3 from "../../../../../envoy/type/http/v3.ts";
export interface CookieBasedSessionState {
  readonly cookie?: envoy_type_http_v3.Cookie;
}
