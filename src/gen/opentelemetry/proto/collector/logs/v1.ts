// Made by `npm run gen` from proto/; do not edit
import type * as opentelemetry_proto_logs_v1 from "../../../../opentelemetry/proto/logs/v1.ts";
export interface ExportLogsPartialSuccess {
  readonly rejected_log_records?: number;
  readonly error_message?: string;
}
export interface ExportLogsServiceRequest {
  readonly resource_logs?: readonly opentelemetry_proto_logs_v1.ResourceLogs[];
}
export interface ExportLogsServiceResponse {
  readonly partial_success?: ExportLogsPartialSuccess;
}
