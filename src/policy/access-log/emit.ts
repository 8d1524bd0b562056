import { packAny } from "../../gen/codec.ts";
import { type AccessLog, type AccessLogFilter, ComparisonFilter_Op as Op } from "../../gen/envoy/config/accesslog/v3.ts";
import type { SubstitutionFormatString } from "../../gen/envoy/config/core/v3.ts";
import { FractionalPercent_DenominatorType as Denominator } from "../../gen/envoy/type/v3.ts";
import type { Any } from "../../gen/google/protobuf.ts";
import type { AccessLogNode } from "./lower.ts";

/** Everything passes. */
const wholePerMillion = 1_000_000;

/** Graph → Envoy's AccessLog, for the connection manager and the TCP proxy alike. */
export function accessLogMessage(node: AccessLogNode): AccessLog {
  const filter = filterOf(node);
  return { name: "envoy.access_loggers.sluice", typed_config: sinkConfig(node), ...(filter !== undefined && { filter }) };
}

function sinkConfig({ sink, format }: AccessLogNode): Any {
  const log_format = formatOf(format);
  switch (sink.kind) {
    case "stdout":
      return packAny("envoy.extensions.access_loggers.stream.v3.StdoutAccessLog", { log_format });
    case "stderr":
      return packAny("envoy.extensions.access_loggers.stream.v3.StderrAccessLog", { log_format });
    case "file":
      return packAny("envoy.extensions.access_loggers.file.v3.FileAccessLog", { path: sink.path, log_format });
  }
}

function formatOf(format: AccessLogNode["format"]): SubstitutionFormatString {
  if (format.kind === "text") return { text_format_source: { inline_string: format.line } };
  const fields = Object.fromEntries(format.fields.map(([name, value]) => [name, { string_value: value }]));
  return { json_format: { fields }, json_format_options: { sort_properties: true } };
}

function filterOf({ minStatus, perMillion }: AccessLogNode): AccessLogFilter | undefined {
  const filters: AccessLogFilter[] = [];
  if (minStatus !== undefined) {
    filters.push({ status_code_filter: { comparison: { op: Op.GE, value: { default_value: minStatus, runtime_key: "sluice.access_log_min_status" } } } });
  }
  if (perMillion < wholePerMillion) {
    const percent_sampled = { numerator: perMillion, denominator: Denominator.MILLION };
    filters.push({ runtime_filter: { runtime_key: "sluice.access_log_sample", percent_sampled, use_independent_randomness: true } });
  }
  return filters.length > 1 ? { and_filter: { filters } } : filters[0];
}
