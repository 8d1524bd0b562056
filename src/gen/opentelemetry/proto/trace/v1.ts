// Made by `npm run gen` from proto/; do not edit
import type * as opentelemetry_proto_common_v1 from "../../../opentelemetry/proto/common/v1.ts";
import type * as opentelemetry_proto_resource_v1 from "../../../opentelemetry/proto/resource/v1.ts";
export interface ResourceSpans {
  readonly resource?: opentelemetry_proto_resource_v1.Resource;
  readonly scope_spans?: readonly ScopeSpans[];
  readonly schema_url?: string;
}
export interface ScopeSpans {
  readonly scope?: opentelemetry_proto_common_v1.InstrumentationScope;
  readonly spans?: readonly Span[];
  readonly schema_url?: string;
}
export interface Span {
  readonly trace_id?: Uint8Array;
  readonly span_id?: Uint8Array;
  readonly trace_state?: string;
  readonly parent_span_id?: Uint8Array;
  readonly flags?: number;
  readonly name?: string;
  readonly kind?: Span_SpanKind;
  readonly start_time_unix_nano?: number;
  readonly end_time_unix_nano?: number;
  readonly attributes?: readonly opentelemetry_proto_common_v1.KeyValue[];
  readonly dropped_attributes_count?: number;
  readonly events?: readonly Span_Event[];
  readonly dropped_events_count?: number;
  readonly links?: readonly Span_Link[];
  readonly dropped_links_count?: number;
  readonly status?: Status;
}
export interface Span_Event {
  readonly time_unix_nano?: number;
  readonly name?: string;
  readonly attributes?: readonly opentelemetry_proto_common_v1.KeyValue[];
  readonly dropped_attributes_count?: number;
}
export interface Span_Link {
  readonly trace_id?: Uint8Array;
  readonly span_id?: Uint8Array;
  readonly trace_state?: string;
  readonly attributes?: readonly opentelemetry_proto_common_v1.KeyValue[];
  readonly dropped_attributes_count?: number;
  readonly flags?: number;
}
export const Span_SpanKind = {
  SPAN_KIND_UNSPECIFIED: 0,
  SPAN_KIND_INTERNAL: 1,
  SPAN_KIND_SERVER: 2,
  SPAN_KIND_CLIENT: 3,
  SPAN_KIND_PRODUCER: 4,
  SPAN_KIND_CONSUMER: 5,
} as const;
export type Span_SpanKind = (typeof Span_SpanKind)[keyof typeof Span_SpanKind];
export const SpanFlags = {
  SPAN_FLAGS_DO_NOT_USE: 0,
  SPAN_FLAGS_TRACE_FLAGS_MASK: 255,
  SPAN_FLAGS_CONTEXT_HAS_IS_REMOTE_MASK: 256,
  SPAN_FLAGS_CONTEXT_IS_REMOTE_MASK: 512,
} as const;
export type SpanFlags = (typeof SpanFlags)[keyof typeof SpanFlags];
export interface Status {
  readonly message?: string;
  readonly code?: Status_StatusCode;
}
export const Status_StatusCode = {
  STATUS_CODE_UNSET: 0,
  STATUS_CODE_OK: 1,
  STATUS_CODE_ERROR: 2,
} as const;
export type Status_StatusCode = (typeof Status_StatusCode)[keyof typeof Status_StatusCode];
export interface TracesData {
  readonly resource_spans?: readonly ResourceSpans[];
}
