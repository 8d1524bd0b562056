// Made by `npm run gen` from proto/; do not edit
import type * as google_protobuf from "../../../google/protobuf.ts";
export interface OrcaLoadReportRequest {
  readonly report_interval?: google_protobuf.Duration;
  readonly request_cost_names?: readonly string[];
}
