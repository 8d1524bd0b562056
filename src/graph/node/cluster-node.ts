import type { Origin } from "../../model/object/object.ts";
import type { StringMatch } from "./match.ts";
import type { PolicyNodes, PolicyOrigins } from "./route-node.ts";

/** How a cluster finds its endpoints. `eds` ones have an endpoint set of the cluster's name. */
export type ClusterDiscovery =
  | { readonly kind: "eds" }
  | {
      readonly kind: "dns";
      readonly mode: "strict" | "logical";
      readonly hostname: string;
      readonly port: number;
      readonly refreshMs: number | undefined;
      readonly family: "auto" | "v4" | "v6" | "all";
    };

/** TLS towards the endpoints; the names are those of secrets. */
export interface UpstreamTls {
  readonly sni: string | undefined;
  /** The secret with the authorities; undefined: the certificate is not checked. */
  readonly trust: string | undefined;
  readonly certificate: string | undefined;
  readonly subjectAltNames: readonly Exclude<StringMatch, { kind: "present" }>[];
  readonly minVersion: "1.2" | "1.3";
}

/** One Envoy cluster: `namespace/service` or `namespace/service/version`. */
export interface ClusterNode {
  readonly name: string;
  readonly protocol: "http1" | "http2" | "grpc" | "tcp" | "udp";
  readonly discovery: ClusterDiscovery;
  readonly connectTimeoutMs: number;
  readonly tls: UpstreamTls | undefined;
  readonly policies: PolicyNodes;
  readonly policyOrigins: PolicyOrigins;
  readonly origin: Origin;
}
