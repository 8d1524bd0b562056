import { z } from "zod";
import { shown } from "../check/complaint.ts";
import { formed } from "./common.ts";

const token = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/u;

/** An absolute path without query and fragment. */
export const path = formed(/^\/[!-"$->@-~]*$/u, (value) => ["INVALID_PATH", `Path ${shown(value)} is not valid`, explainPath(value)]).max(4096);

/** A header's name, without Envoy's pseudo headers. */
export const headerName = formed(token, (value) => [
  "INVALID_HEADER_NAME",
  `Header name ${shown(value)} is not valid`,
  value.startsWith(":") ? "Methods, hosts and paths have fields of their own" : "Use letters, digits and hyphens",
]).max(256);

/** A header's value: no line break, no NUL. */
export const headerValue = formed(/^[^\0\r\n]*$/u, () => ["INVALID_HEADER_VALUE", "Header value has a line break", "Write it on one line"]).max(16_384);

/** An HTTP method; compared in upper case. */
export const method = formed(token, (value) => ["INVALID_METHOD", `Method ${shown(value)} is not valid`, "Write for example GET"]).max(64);

/** An upgrade's name: `websocket`, `CONNECT`, `spdy/3.1`. */
export const upgrade = formed(/^[\w!#$%&'*+.^`|~-]+(?:\/[\w!#$%&'*+.^`|~-]+)?$/u, (value) => [
  "INVALID_UPGRADE",
  `Upgrade ${shown(value)} is not valid`,
  "Write the protocol's name as it stands in the Upgrade header: websocket",
]).max(64);

/** Names of gRPC services and methods. */
export const grpcName = formed(/^[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*$/u, (value) => [
  "INVALID_GRPC_NAME",
  `gRPC name ${shown(value)} is not valid`,
  "Write package and service: acme.v1.Orders",
]).max(512);

/** A path without query and fragment that Envoy's URI template grammar is applied to. */
export const templateText = z.string().min(1).max(4096);

function explainPath(value: string): string {
  if (!value.startsWith("/")) return `Start it with a slash: /${value}`;
  if (/[?#]/u.test(value)) return "A path has no query and no fragment";
  return "Write other characters than visible ASCII percent-encoded, as the client sends them: /caf%C3%A9";
}
