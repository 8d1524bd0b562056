import type { z } from "zod";
import type { Finding } from "../../graph/node/finding.ts";
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
  const fault = faultOf(spec, context.logFolders ?? []);
  if (fault === undefined) return nodeOf(spec);
  const { path, ...finding } = fault;
  context.report({ ...originOf(effective, path, context), condition: "Accepted", ...finding });
  return undefined;
}

type Spec = z.output<typeof accessLogSchema>;

function nodeOf({ to = "stdout", json = defaultFields, text, minStatus, sample = 100 }: Spec): AccessLogNode {
  const fields = Object.entries(json).sort(([left], [right]) => (left < right ? -1 : 1));
  return {
    sink: typeof to === "string" ? { kind: to } : { kind: "file", path: to.file },
    format: text === undefined ? { kind: "json", fields } : { kind: "text", line: text.endsWith("\n") ? text : `${text}\n` },
    minStatus,
    perMillion: Math.round(sample * 10_000),
  };
}

/** What is wrong with a log, and with which field. */
interface Fault extends Pick<Finding, "code" | "detail" | "hint"> {
  readonly path: readonly string[];
}

function faultOf({ to, json, text }: Spec, folders: readonly string[]): Fault | undefined {
  if (json !== undefined && text !== undefined) {
    const hint = "Keep one of json and text; null takes one of a broader level away";
    return { path: ["text"], code: "POLICY_DOES_NOT_FIT", detail: "Access log has a JSON and a text form at once", hint };
  }
  return typeof to === "object" && !liesIn(to.file, folders) ? notPermitted(to.file, folders) : undefined;
}

function liesIn(file: string, folders: readonly string[]): boolean {
  return folders.some((folder) => file.startsWith(folder === "/" ? folder : `${folder}/`));
}

/** Whoever writes a gateway must not write over the files of the machine that the proxy runs on. */
function notPermitted(file: string, folders: readonly string[]): Fault {
  const none = "It permits none: write to stdout or stderr, or let an admin add logFolders to the group";
  const hint = folders.length === 0 ? none : `It permits ${folders.join(", ")}`;
  return { path: ["to", "file"], code: "FILE_NOT_PERMITTED", detail: `Access log ${file} lies in no folder that the node group permits`, hint };
}
