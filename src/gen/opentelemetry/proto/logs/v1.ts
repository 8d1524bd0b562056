// Made by `npm run gen` from proto/; do not edit
import type * as opentelemetry_proto_common_v1 from "../../../opentelemetry/proto/common/v1.ts";
import type * as opentelemetry_proto_resource_v1 from "../../../opentelemetry/proto/resource/v1.ts";
export interface LogRecord {
  readonly time_unix_nano?: number;
  readonly observed_time_unix_nano?: number;
  readonly severity_number?: SeverityNumber;
  readonly severity_text?: string;
  readonly body?: opentelemetry_proto_common_v1.AnyValue;
  readonly attributes?: readonly opentelemetry_proto_common_v1.KeyValue[];
  readonly dropped_attributes_count?: number;
  readonly flags?: number;
  readonly trace_id?: Uint8Array;
  readonly span_id?: Uint8Array;
  readonly event_name?: string;
}
export const LogRecordFlags = {
  LOG_RECORD_FLAGS_DO_NOT_USE: 0,
  LOG_RECORD_FLAGS_TRACE_FLAGS_MASK: 255,
} as const;
export type LogRecordFlags = (typeof LogRecordFlags)[keyof typeof LogRecordFlags];
export interface LogsData {
  readonly resource_logs?: readonly ResourceLogs[];
}
export interface ResourceLogs {
  readonly resource?: opentelemetry_proto_resource_v1.Resource;
  readonly scope_logs?: readonly ScopeLogs[];
  readonly schema_url?: string;
}
export interface ScopeLogs {
  readonly scope?: opentelemetry_proto_common_v1.InstrumentationScope;
  readonly log_records?: readonly LogRecord[];
  readonly schema_url?: string;
}
export const SeverityNumber = {
  SEVERITY_NUMBER_UNSPECIFIED: 0,
  SEVERITY_NUMBER_TRACE: 1,
  SEVERITY_NUMBER_TRACE2: 2,
  SEVERITY_NUMBER_TRACE3: 3,
  SEVERITY_NUMBER_TRACE4: 4,
  SEVERITY_NUMBER_DEBUG: 5,
  SEVERITY_NUMBER_DEBUG2: 6,
  SEVERITY_NUMBER_DEBUG3: 7,
  SEVERITY_NUMBER_DEBUG4: 8,
  SEVERITY_NUMBER_INFO: 9,
  SEVERITY_NUMBER_INFO2: 10,
  SEVERITY_NUMBER_INFO3: 11,
  SEVERITY_NUMBER_INFO4: 12,
  SEVERITY_NUMBER_WARN: 13,
  SEVERITY_NUMBER_WARN2: 14,
  SEVERITY_NUMBER_WARN3: 15,
  SEVERITY_NUMBER_WARN4: 16,
  SEVERITY_NUMBER_ERROR: 17,
  SEVERITY_NUMBER_ERROR2: 18,
  SEVERITY_NUMBER_ERROR3: 19,
  SEVERITY_NUMBER_ERROR4: 20,
  SEVERITY_NUMBER_FATAL: 21,
  SEVERITY_NUMBER_FATAL2: 22,
  SEVERITY_NUMBER_FATAL3: 23,
  SEVERITY_NUMBER_FATAL4: 24,
} as const;
export type SeverityNumber = (typeof SeverityNumber)[keyof typeof SeverityNumber];
