import { z } from "zod";
import type { Problem } from "../../kit/problem.ts";
import { type GatewayListener, gatewayListener } from "../object/gateway.ts";
import { duplicateNames } from "./duplicate-names.ts";
import { placed } from "./placed-check.ts";

/** The checks of a Gateway's spec. */
export const gatewayChecks = [
  placed("/listeners/*", gatewayListener, checkListener),
  placed("/listeners", z.array(z.unknown()), (listeners, pointer) => duplicateNames(listeners, pointer, "Listener")),
  placed("/listeners", z.array(gatewayListener), checkPorts),
  placed("/listeners/*/tls", z.looseObject({ clientCa: z.unknown().optional(), clientCertificate: z.unknown().optional() }), checkClientCertificate),
];

const withTls: ReadonlySet<string> = new Set(["https", "tls"]);
const withHttp: ReadonlySet<string> = new Set(["http", "https"]);
const withHostname: ReadonlySet<string> = new Set(["http", "https", "tls"]);

function checkListener(listener: GatewayListener, pointer: string): readonly Problem[] {
  const { protocol } = listener;
  const misplaced = (field: keyof GatewayListener, protocols: string): Problem => ({
    code: "FIELD_NOT_ALLOWED",
    pointer: `${pointer}/${field}`,
    detail: `Field ${field} does not go with protocol ${protocol}`,
    hint: `It goes with ${protocols}`,
  });
  return [
    ...(listener.tls === undefined || withTls.has(protocol) ? [] : [misplaced("tls", "https and tls")]),
    ...(listener.http === undefined || withHttp.has(protocol) ? [] : [misplaced("http", "http and https")]),
    ...(listener.hostname === undefined || withHostname.has(protocol) ? [] : [misplaced("hostname", "http, https and tls")]),
    ...(listener.proxyProtocol && protocol === "udp" ? [misplaced("proxyProtocol", "http, https, tcp and tls")] : []),
    ...(withTls.has(protocol) ? checkTls(listener, pointer) : []),
    ...checkHttp2(listener, pointer),
    ...checkSelector(listener, pointer),
  ];
}

function checkHttp2({ http, tls }: GatewayListener, pointer: string): readonly Problem[] {
  if (http?.http2 !== false || tls?.alpn?.includes("h2") !== true) return [];
  const detail = "Field alpn offers h2 where http2 is false";
  return [{ code: "CONFLICTING_FIELDS", pointer: `${pointer}/tls/alpn`, detail, hint: "Leave h2 out, or allow HTTP/2" }];
}

/** An empty selector would mean everyone, which has a word of its own. */
function checkSelector({ allowedRoutes }: GatewayListener, pointer: string): readonly Problem[] {
  const from = allowedRoutes?.from;
  if (typeof from !== "object" || Object.keys(from.labels).length > 0) return [];
  const at = `${pointer}/allowedRoutes/from/labels`;
  return [{ code: "MISSING_FIELD", pointer: at, detail: "Selector names no label", hint: "Name labels, or write from: all to mean everyone" }];
}

function checkTls({ tls, protocol }: GatewayListener, pointer: string): readonly Problem[] {
  const at = `${pointer}/tls`;
  if (tls === undefined)
    return [
      {
        code: "MISSING_FIELD",
        pointer: at,
        detail: `Protocol ${protocol} needs the field tls`,
        hint: "Name certificates, or mode passthrough on protocol tls",
      },
    ];
  if (tls.mode === "terminate") {
    if (tls.certificates.length > 0) return [];
    return [
      { code: "MISSING_FIELD", pointer: `${at}/certificates`, detail: "Mode terminate needs at least one certificate", hint: "Name Certificate objects" },
    ];
  }
  const wrongProtocol: Problem = {
    code: "FIELD_NOT_ALLOWED",
    pointer: `${at}/mode`,
    detail: `Mode passthrough does not go with protocol ${protocol}`,
    hint: "It goes with protocol tls",
  };
  const unused = [tls.certificates.length > 0 ? "certificates" : [], tls.clientCa === undefined ? [] : "clientCa", tls.alpn === undefined ? [] : "alpn"].flat();
  return [
    ...(protocol === "tls" ? [] : [wrongProtocol]),
    ...unused.map((field) => ({
      code: "FIELD_NOT_ALLOWED",
      pointer: `${at}/${field}`,
      detail: `Field ${field} does not go with mode passthrough`,
      hint: "The backend terminates TLS",
    })),
  ];
}

function checkClientCertificate(tls: { clientCa?: unknown; clientCertificate?: unknown }, pointer: string): readonly Problem[] {
  if (tls.clientCertificate === undefined || tls.clientCa !== undefined) return [];
  return [
    {
      code: "MISSING_FIELD",
      pointer: `${pointer}/clientCa`,
      detail: "Field clientCertificate needs clientCa",
      hint: "Name the TrustBundle that client certificates are checked against",
    },
  ];
}

/** One port carries one listener, except TLS with different server names; PROXY protocol belongs to the whole port. */
function checkPorts(listeners: readonly GatewayListener[], pointer: string): readonly Problem[] {
  return listeners.flatMap((listener, index) => {
    const earlier = listeners.slice(0, index).find((other) => clash(other, listener));
    if (earlier === undefined) return [];
    const detail = `Port ${listener.port} is taken by listener ${earlier.name} of the same gateway`;
    return [
      {
        code: "PORT_CLASH",
        pointer: `${pointer}/${index}/port`,
        detail,
        hint: "Only https and tls listeners with different hostnames and equal proxyProtocol share a port",
      },
    ];
  });
}

function clash(left: GatewayListener, right: GatewayListener): boolean {
  if (left.port !== right.port || (left.protocol === "udp") !== (right.protocol === "udp")) return false;
  const shareable = withTls.has(left.protocol) && withTls.has(right.protocol) && left.proxyProtocol === right.proxyProtocol;
  return !shareable || left.hostname === right.hostname;
}
