// Made by `npm run gen` from proto/; do not edit
import type * as opentelemetry_proto_trace_v1 from "../../../../opentelemetry/proto/trace/v1.ts";
export interface ExportTracePartialSuccess {
  readonly rejected_spans?: number;
  readonly error_message?: string;
}
export interface ExportTraceServiceRequest {
  readonly resource_spans?: readonly opentelemetry_proto_trace_v1.ResourceSpans[];
}
export interface ExportTraceServiceResponse {
  readonly partial_success?: ExportTracePartialSuccess;
}
