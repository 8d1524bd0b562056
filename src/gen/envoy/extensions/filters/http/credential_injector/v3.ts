// Made by `npm run gen` from proto/; do not edit
import type * as envoy_config_core_v3 from "../../../../../envoy/config/core/v3.ts";
export interface CredentialInjector {
  readonly overwrite?: boolean;
  readonly allow_request_without_credential?: boolean;
  readonly credential?: envoy_config_core_v3.TypedExtensionConfig;
}
