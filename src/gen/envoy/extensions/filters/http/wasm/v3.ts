// Made by `npm run gen` from proto/; do not edit
import type * as envoy_extensions_wasm_v3 from "../../../../../envoy/extensions/wasm/v3.ts";
export interface Wasm {
  readonly config?: envoy_extensions_wasm_v3.PluginConfig;
}
