// Made by `npm run gen` from proto/; do not edit
import type * as envoy_config_core_v3 from "../../../envoy/config/core/v3.ts";
import type * as envoy_data_accesslog_v3 from "../../../envoy/data/accesslog/v3.ts";
export type StreamAccessLogsMessage = {
  readonly identifier?: StreamAccessLogsMessage_Identifier;
} & (
  | { readonly http_logs?: never; readonly tcp_logs?: never }
  | { readonly http_logs: StreamAccessLogsMessage_HTTPAccessLogEntries; readonly tcp_logs?: never }
  | { readonly http_logs?: never; readonly tcp_logs: StreamAccessLogsMessage_TCPAccessLogEntries }
);
export interface StreamAccessLogsMessage_HTTPAccessLogEntries {
  readonly log_entry?: readonly envoy_data_accesslog_v3.HTTPAccessLogEntry[];
}
export interface StreamAccessLogsMessage_Identifier {
  readonly node?: envoy_config_core_v3.Node;
  readonly log_name?: string;
}
export interface StreamAccessLogsMessage_TCPAccessLogEntries {
  readonly log_entry?: readonly envoy_data_accesslog_v3.TCPAccessLogEntry[];
}
export type StreamAccessLogsResponse = Readonly<Record<never, never>>;
