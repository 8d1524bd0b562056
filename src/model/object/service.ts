import { z } from "zod";
import type { DeepReadonly } from "../../kit/deep-readonly.ts";
import { allowedFrom, dnsLabel, duration, exactHostname, ipAddress, labels, port, ref, tlsVersion, weight } from "./common.ts";
import { exclusive } from "./exclusive.ts";
import { textMatchVariants } from "./text-match.ts";

/** Where an endpoint is and how it is used; shared by static endpoints and instances. */
export const endpointFields = {
  address: ipAddress.describe("IP address, IPv4 or IPv6."),
  port: port.describe("Port."),
  weight: weight.min(1).default(1).describe("Share among the endpoints, 1 to 1000000."),
  region: z.string().min(1).max(255).describe("Region where it runs; default: none.").exactOptional(),
  zone: z.string().min(1).max(255).describe("Zone where it runs; default: none.").exactOptional(),
  priority: z.int().min(0).max(127).default(0).describe("0 is used first; higher ones when too few of the lower ones are healthy."),
} as const;

const staticEndpoint = z.strictObject({ ...endpointFields, labels: labels.describe("Labels that versions select by.").exactOptional() });

const dns = z.strictObject({
  hostname: exactHostname.describe("Hostname to resolve."),
  port: port.describe("Port of every address."),
  mode: z
    .enum(["strict", "logical"])
    .default("strict")
    .describe("strict: all addresses are endpoints; logical: only the first one, for large changing answers."),
  refresh: duration.describe("How often to resolve anew, 1ms or more; default: Envoy's 5s.").exactOptional(),
  family: z.enum(["auto", "v4", "v6", "all"]).default("auto").describe("Which addresses to ask for; auto prefers IPv6."),
});

const endpoints = exclusive(
  {},
  {
    static: { static: z.array(staticEndpoint).max(10_000).describe("Endpoints that are named here.") },
    dns: { dns: dns.describe("Endpoints from DNS, resolved by the proxies.") },
    registered: { registered: z.literal(true).describe("Endpoints are the Instance objects of this service.") },
  },
);

const tls = z.strictObject({
  sni: exactHostname.describe("Server name to ask for; default: the hostname of DNS endpoints, else none.").exactOptional(),
  trust: z
    .union([z.enum(["system", "none"]), ref])
    .default("system")
    .describe(
      "What the endpoint's certificate is checked against: the system's authorities, a TrustBundle, or none (any certificate passes). A bundle that is called system or none is written { name: system }.",
    ),
  certificate: ref.describe("Certificate to present (mutual TLS); default: none.").exactOptional(),
  subjectAltNames: z
    .array(exclusive({}, textMatchVariants))
    .min(1)
    .max(32)
    .describe("Names of which the endpoint's certificate must carry one; default: the server name.")
    .exactOptional(),
  minVersion: tlsVersion.default("1.2").describe("Lowest TLS version."),
});

/** Fields of a service's spec, without policies. */
export const serviceShape = {
  protocol: z.enum(["http1", "http2", "grpc", "tcp", "udp"]).default("http1").describe("What the endpoints speak."),
  endpoints: endpoints.describe("Where the endpoints come from."),
  versions: z
    .record(dnsLabel, z.strictObject({ labels: labels.describe("Labels that an endpoint of the version carries; at least one.") }))
    .describe("Versions by name, each a selection of endpoints by labels; routes may weight them.")
    .exactOptional(),
  tls: tls.describe("TLS towards the endpoints; default: plain text.").exactOptional(),
  allowedFrom: allowedFrom.describe("Namespaces whose routes may use it, beside its own; default: none.").exactOptional(),
  connectTimeout: duration.default("1s").describe("How long a connection may take to open (Envoy's own default, 5s, hides dead endpoints too long)."),
} as const;

/** Spec of a Service as it is read: defaults filled in, policies left out. */
export type ServiceSpec = DeepReadonly<z.output<z.ZodObject<typeof serviceShape>>>;

/** TLS towards a service's endpoints. */
export type ServiceTls = NonNullable<ServiceSpec["tls"]>;

/** The server name that is asked for and, unless `subjectAltNames` says otherwise, checked; undefined when there is none. */
export function serverNameOf(spec: Pick<ServiceSpec, "tls" | "endpoints">): string | undefined {
  return spec.tls?.sni ?? spec.endpoints.dns?.hostname;
}

/** The names of which the endpoint's certificate must carry one; empty: any name passes. */
export function subjectAltNamesOf(spec: Pick<ServiceSpec, "tls" | "endpoints">): NonNullable<ServiceTls["subjectAltNames"]> {
  if (spec.tls === undefined || spec.tls.trust === "none") return [];
  const serverName = serverNameOf(spec);
  return spec.tls.subjectAltNames ?? (serverName === undefined ? [] : [{ exact: serverName }]);
}
