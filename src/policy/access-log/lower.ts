import type { EffectivePolicy, LowerContext } from "../../graph/policy/graph-policy.ts";
import { originOf, readEffective } from "../read-effective.ts";
import { accessLogSchema } from "./schema.ts";

/** Where lines go and what they hold. */
export interface AccessLogNode {
  readonly sink: { readonly kind: "stdout" } | { readonly kind: "stderr" } | { readonly kind: "file"; readonly path: string };
  readonly format:
    | { readonly kind: "json"; readonly fields: readonly (readonly [name: string, value: string])[] }
    | { readonly kind: "text"; readonly line: string };
  readonly minStatus: number | undefined;
  readonly perMillion: number;
}

/** What explains most incidents: who asked for what, what came back, from where, how long it took, and why. */
const defaultFields: Readonly<Record<string, string>> = {
  start_time: "%START_TIME%",
  method: "%REQ(:METHOD)%",
  path: "%REQ(X-ENVOY-ORIGINAL-PATH?:PATH)%",
  authority: "%REQ(:AUTHORITY)%",
  protocol: "%PROTOCOL%",
  status: "%RESPONSE_CODE%",
  response_flags: "%RESPONSE_FLAGS%",
  response_code_details: "%RESPONSE_CODE_DETAILS%",
  duration_ms: "%DURATION%",
  upstream_ms: "%RESP(X-ENVOY-UPSTREAM-SERVICE-TIME)%",
  bytes_received: "%BYTES_RECEIVED%",
  bytes_sent: "%BYTES_SENT%",
  route: "%ROUTE_NAME%",
  upstream_cluster: "%UPSTREAM_CLUSTER_RAW%",
  upstream_host: "%UPSTREAM_HOST%",
  upstream_failure: "%UPSTREAM_TRANSPORT_FAILURE_REASON%",
  remote_address: "%DOWNSTREAM_REMOTE_ADDRESS_WITHOUT_PORT%",
  request_id: "%REQ(X-REQUEST-ID)%",
  user_agent: "%REQ(USER-AGENT)%",
};

/** Object → graph. */
export function lowerAccessLog(effective: EffectivePolicy, context: LowerContext): AccessLogNode | undefined {
  const spec = readEffective(accessLogSchema, effective, context);
  if (spec === undefined) return undefined;
  if (spec.json !== undefined && spec.text !== undefined) {
    const hint = "Keep one of json and text; null takes one of a broader level away";
    context.report({
      ...originOf(effective, ["text"], context),
      condition: "Accepted",
      code: "POLICY_DOES_NOT_FIT",
      detail: "Access log has a JSON and a text form at once",
      hint,
    });
    return undefined;
  }
  const fields = Object.entries(spec.json ?? defaultFields).sort(([left], [right]) => (left < right ? -1 : 1));
  return {
    sink: sinkOf(spec.to ?? "stdout"),
    format: spec.text === undefined ? { kind: "json", fields } : { kind: "text", line: spec.text.endsWith("\n") ? spec.text : `${spec.text}\n` },
    minStatus: spec.minStatus,
    perMillion: Math.round((spec.sample ?? 100) * 10_000),
  };
}

function sinkOf(to: "stdout" | "stderr" | { readonly file: string }): AccessLogNode["sink"] {
  return typeof to === "string" ? { kind: to } : { kind: "file", path: to.file };
}
