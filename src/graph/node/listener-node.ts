import type { Origin } from "../../model/object/object.ts";
import type { PolicyNodes, PolicyOrigins, WeightedCluster } from "./route-node.ts";

/** Termination of TLS on a filter chain; the names are those of secrets. */
export interface DownstreamTls {
  readonly certificates: readonly string[];
  /** Trust bundle for client certificates. */
  readonly clientTrust: string | undefined;
  readonly requireClientCertificate: boolean;
  readonly minVersion: "1.2" | "1.3";
  readonly alpn: readonly string[];
}

/** What a filter chain does with its connections. */
export type ChainTarget =
  | { readonly kind: "http"; readonly routeConfiguration: string; readonly statPrefix: string; readonly options: HttpOptions }
  | {
      readonly kind: "stream";
      readonly statPrefix: string;
      readonly clusters: readonly WeightedCluster[];
      readonly idleTimeoutMs: number | undefined;
    };

/** Settings of the HTTP connection manager that are not policies. */
export interface HttpOptions {
  readonly codec: "auto" | "http1" | "http2";
  readonly useRemoteAddress: boolean;
  readonly trustedHops: number;
  readonly serverName: string | undefined;
  readonly maxRequestHeadersKb: number | undefined;
  /** Hosts, and clusters that only such hosts use, come when a request asks for them. */
  readonly onDemand: boolean;
  /** The stored filter-chain level of the gateway. */
  readonly level: number;
}

/** One filter chain: SNI names (empty: any), TLS, target. */
export interface FilterChainNode {
  readonly name: string;
  readonly serverNames: readonly string[];
  readonly tls: DownstreamTls | undefined;
  readonly target: ChainTarget;
  readonly policies: PolicyNodes;
  readonly policyOrigins: PolicyOrigins;
  readonly origin: Origin;
}

/** A route table that a listener asks for. */
export interface TableUse {
  readonly name: string;
  /**
   * Hostnames (or wildcards) of narrower listeners on the same port. Who asks for them here has come by the wrong server name, and past what
   * the narrower listener demands (a client certificate).
   */
  readonly misdirected: readonly string[];
  /** Its hosts come when a request asks for them. */
  readonly onDemand: boolean;
}

/** One Envoy listener: a group's port, which several gateway listeners with disjoint SNI may share. */
export interface ListenerNode {
  readonly group: string;
  /** `tcp/0.0.0.0/443`, unique in the group; of gRPC clients: the name that they ask for. */
  readonly name: string;
  readonly kind: "tcp" | "udp" | "api";
  readonly address: string;
  readonly port: number;
  readonly proxyProtocol: boolean;
  /** The chains look at SNI. */
  readonly inspectTls: boolean;
  readonly chains: readonly FilterChainNode[];
  /** Route tables of its HTTP chains, each once. */
  readonly tables: readonly TableUse[];
}
