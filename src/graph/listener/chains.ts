import type { DownstreamTls, FilterChainNode, HttpOptions } from "../node/listener-node.ts";
import { downstreamTls, usableCertificates } from "./certificates.ts";
import { type ChainInput, listenerOrigin } from "./chain-input.ts";
import { certifiedNames } from "./server-names.ts";
import { passthroughChains, plainStreamChain, terminatedStreamChains } from "./stream-chains.ts";

/** The filter chains of one listener; none when nothing could be served on it. */
export function buildChains(input: ChainInput): readonly FilterChainNode[] {
  switch (input.listener.protocol) {
    case "http":
      return [httpChain(input, { name: input.table, serverNames: [], tls: undefined })];
    case "https":
      return httpsChains(input);
    case "tcp":
    case "udp":
      return plainStreamChain(input);
    case "tls":
      return input.listener.tls?.mode === "passthrough" ? passthroughChains(input) : terminatedStreamChains(input);
  }
}

interface ChainVariant {
  readonly name: string;
  readonly serverNames: readonly string[];
  readonly tls: DownstreamTls | undefined;
}

/** Many certificates on one port are one chain each with the same route table. */
function httpsChains(input: ChainInput): readonly FilterChainNode[] {
  const { listener, table } = input;
  const asked = listener.hostname === undefined ? [] : [listener.hostname];
  return certifiedNames(asked, usableCertificates(input)).map(({ secret, serverNames, own }) =>
    httpChain(input, { name: own ? `${table}/${secret}` : table, serverNames, tls: downstreamTls(input, secret) }),
  );
}

function httpChain(input: ChainInput, variant: ChainVariant): FilterChainNode {
  const target = {
    kind: "http" as const,
    routeConfiguration: input.table,
    statPrefix: input.table.replaceAll("/", "."),
    options: httpOptions(input),
  };
  return { ...variant, target, policies: input.policies.nodes, policyOrigins: input.policies.origins, origin: listenerOrigin(input) };
}

function httpOptions({ gateway, listener }: ChainInput): HttpOptions {
  const http = listener.http;
  return {
    codec: http?.http2 === false ? "http1" : "auto",
    useRemoteAddress: http?.useRemoteAddress ?? true,
    trustedHops: http?.xffTrustedHops ?? 0,
    serverName: http?.serverName,
    maxRequestHeadersKb: http?.maxRequestHeadersKb,
    onDemand: http?.onDemand ?? false,
    level: gateway.spec.level ?? 1,
  };
}
