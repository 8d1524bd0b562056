import { z } from "zod";
import type { DeepReadonly } from "../../kit/deep-readonly.ts";
import { dnsLabel, hostname, ipAddress, labels, port, ref, tlsVersion } from "./common.ts";

const tls = z.strictObject({
  mode: z
    .enum(["terminate", "passthrough"])
    .default("terminate")
    .describe("terminate: decrypt here; passthrough: hand the bytes on, chosen by SNI (protocol tls only)."),
  certificates: z.array(ref).max(100).default([]).describe("Certificates, chosen by SNI; required with mode terminate."),
  clientCa: ref.describe("TrustBundle that client certificates are checked against; default: none are asked for.").exactOptional(),
  clientCertificate: z.enum(["require", "optional"]).default("require").describe("With clientCa: whether a client without certificate is turned away."),
  minVersion: tlsVersion.default("1.2").describe("Lowest TLS version."),
  alpn: z
    .array(z.string().min(1).max(255))
    .min(1)
    .max(10)
    .describe("Application protocols to offer; default: h2 and http/1.1 on https, none on tls.")
    .exactOptional(),
});

const allowedRoutes = z.strictObject({
  from: z
    .union([z.enum(["same", "all"]), z.strictObject({ labels: labels.describe("Labels that a route must carry, from any namespace.") })])
    .default("same")
    .describe("Who may attach: routes of the gateway's namespace, of all, or those with labels (which routes give themselves)."),
  hostnames: z
    .record(dnsLabel, z.array(z.union([z.literal("*"), hostname])).min(1))
    .describe("By namespace, the hostnames that its routes may serve, `*` for all; a namespace that is not named may serve none. Default: no limit.")
    .exactOptional(),
});

const http = z.strictObject({
  http2: z.boolean().default(true).describe("Whether clients may speak HTTP/2; false offers HTTP/1.1 alone."),
  maxRequestHeadersKb: z
    .int()
    .min(1)
    .max(8192)
    .describe("Largest size of all request headers in KiB; larger ones get a 431. Default: Envoy's 60.")
    .exactOptional(),
  onDemand: z
    .boolean()
    .default(false)
    .describe(
      "Whether a proxy gets a host, and the services that only such hosts use, when the first request asks for it, and keeps it then; for tables of tens of thousands of hosts whose names clients do not make up. Proxies that speak state of the world get everything. Changing it drains the listener.",
    ),
  serverName: z.string().min(1).max(255).describe("Value of the Server header; default: envoy.").exactOptional(),
  useRemoteAddress: z.boolean().default(true).describe("Whether the connection's peer counts as the client (edge); false trusts X-Forwarded-For."),
  xffTrustedHops: z.int().min(0).max(100).default(0).describe("Trusted proxies in front that add to X-Forwarded-For."),
});

/** One listener of a gateway. */
export const gatewayListener = z.strictObject({
  name: dnsLabel.describe("Name, unique in the gateway; routes attach to it by `section`."),
  port: port.describe("Port to listen on."),
  protocol: z.enum(["http", "https", "tcp", "tls", "udp"]).describe("https is HTTP over TLS; tls carries streams, decrypted here or passed through by SNI."),
  hostname: hostname.describe("Hostname that it serves, exact or `*.` wildcard (SNI on https and tls); default: every one.").exactOptional(),
  tls: tls.describe("TLS; required with https and tls, refused with the others.").exactOptional(),
  allowedRoutes: allowedRoutes.describe("Which routes may attach; default: those of the gateway's namespace.").exactOptional(),
  http: http.describe("HTTP settings; http and https only.").exactOptional(),
  proxyProtocol: z.boolean().default(false).describe("Whether connections start with a PROXY protocol header (version 1 or 2); not with udp."),
});

/** Fields of a gateway's spec, without policies. */
export const gatewayShape = {
  nodeGroup: dnsLabel.default("edge").describe("NodeGroup whose proxies serve it."),
  address: ipAddress.default("0.0.0.0").describe("Address to bind on every proxy; :: is every IPv6 address."),
  level: z
    .int()
    .min(1)
    .max(1000)
    .describe("Filter-chain level; stored, so that an upgrade of the program does not drain listeners. Default: the newest one when it is created.")
    .exactOptional(),
  listeners: z.array(gatewayListener).min(1).max(100).describe("Where it listens."),
} as const;

/** Spec of a Gateway as it is read: defaults filled in, policies left out. */
export type GatewaySpec = DeepReadonly<z.output<z.ZodObject<typeof gatewayShape>>>;

/** One listener of a gateway as it is read. */
export type GatewayListener = GatewaySpec["listeners"][number];
