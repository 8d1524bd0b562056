import type { Collection, Group, Read } from "../../kit/query/collection.ts";
import type { AllowedFrom } from "../../model/object/common.ts";
import { refKey } from "../../model/object/common.ts";
import type { GatewayListener, GatewaySpec } from "../../model/object/gateway.ts";
import type { ObjectKey, Origin } from "../../model/object/object.ts";
import { inputKey, type Parsed } from "../build/inputs.ts";
import { mayUse } from "../build/projections.ts";
import type { Finding } from "../node/finding.ts";
import type { DownstreamTls, FilterChainNode, HttpOptions } from "../node/listener-node.ts";
import type { PolicyNodes, WeightedCluster } from "../node/route-node.ts";
import { certificateSecretName, trustSecretName } from "../node/secret-node.ts";
import { intersectHostnames } from "../route/hostname.ts";

/** What a listener needs to know of a certificate. */
export interface CertificateFacts {
  /** DNS names of the leaf, in its order. */
  readonly hostnames: readonly string[];
  readonly allowedFrom: AllowedFrom | undefined;
}

/** What a listener needs to know of a trust bundle. */
export interface TrustFacts {
  readonly allowedFrom: AllowedFrom | undefined;
}

/** A stream route that is attached to a listener. */
export interface StreamTarget {
  readonly route: ObjectKey;
  readonly createdAt: string;
  readonly hostnames: readonly string[];
  readonly clusters: readonly WeightedCluster[];
  readonly idleTimeoutMs: number | undefined;
}

/** What building the chains of a listener reads. */
export interface ChainSources {
  readonly certificates: Collection<CertificateFacts>;
  readonly trustBundles: Collection<TrustFacts>;
  /** By `namespace/gateway/listener`. */
  readonly streams: Collection<Group<StreamTarget>>;
}

/** One listener of a gateway while its chains are made. */
export interface ChainInput {
  readonly gateway: Parsed<GatewaySpec>;
  readonly listener: GatewayListener;
  readonly index: number;
  readonly table: string;
  readonly policies: PolicyNodes;
  readonly read: Read;
  readonly sources: ChainSources;
  readonly report: (finding: Finding) => void;
}

/** The filter chains of one listener; none when nothing could be served on it. */
export function buildChains(input: ChainInput): readonly FilterChainNode[] {
  switch (input.listener.protocol) {
    case "http":
      return [httpChain(input, { name: input.table, serverNames: [], tls: undefined })];
    case "https":
      return tlsVariants(input).map((variant) => httpChain(input, variant));
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

function originOf(input: ChainInput): Origin {
  return { object: input.gateway.key, pointer: `/spec/listeners/${input.index}` };
}

function httpChain(input: ChainInput, variant: ChainVariant): FilterChainNode {
  const target = {
    kind: "http" as const,
    routeConfiguration: input.table,
    statPrefix: input.table.replaceAll("/", "."),
    options: httpOptions(input),
    policies: input.policies,
  };
  return { ...variant, target, origin: originOf(input) };
}

function httpOptions({ gateway, listener }: ChainInput): HttpOptions {
  const http = listener.http;
  return {
    codec: "auto",
    useRemoteAddress: http?.useRemoteAddress ?? true,
    trustedHops: http?.xffTrustedHops ?? 0,
    serverName: http?.serverName,
    maxRequestHeadersKb: http?.maxRequestHeadersKb,
    level: gateway.spec.level ?? 1,
  };
}

/** One chain a certificate, by the names in it, and the first certificate for every other name: so adding one drains nobody. */
function tlsVariants(input: ChainInput): readonly ChainVariant[] {
  const { listener, table } = input;
  const usable = usableCertificates(input);
  const limit = listener.hostname;
  const [first] = usable;
  if (first === undefined) return [];
  if (usable.length === 1) return [{ name: table, serverNames: limit === undefined || limit === "*" ? [] : [limit], tls: downstreamTls(input, first.secret) }];
  const taken = new Set<string>();
  const variants = usable.map(({ secret, facts }) => {
    const serverNames = intersectHostnames(limit, facts.hostnames).filter((name) => name !== "*" && !taken.has(name));
    for (const name of serverNames) taken.add(name);
    return { name: `${table}/${secret}`, serverNames: [...serverNames].sort(), tls: downstreamTls(input, secret) };
  });
  const named = variants.filter((variant) => variant.serverNames.length > 0);
  const rest = limit === undefined || limit === "*" ? [] : [limit].filter((name) => !taken.has(name));
  const needsDefault = limit === undefined || limit === "*" || rest.length > 0;
  return needsDefault ? [...named, { name: table, serverNames: rest, tls: downstreamTls(input, first.secret) }] : named;
}

interface UsableCertificate {
  readonly secret: string;
  readonly facts: CertificateFacts;
}

function usableCertificates(input: ChainInput): readonly UsableCertificate[] {
  const { gateway, listener, read, sources } = input;
  return (listener.tls?.certificates ?? []).flatMap((reference, position) => {
    const key = refKey(reference, "Certificate", gateway.key.namespace);
    const facts = read.get(sources.certificates, inputKey(key));
    const usable = checkUse(input, { key, allowedFrom: facts?.allowedFrom, exists: facts !== undefined, pointer: `/tls/certificates/${position}` });
    return usable && facts !== undefined ? [{ secret: certificateSecretName(key.namespace, key.name), facts }] : [];
  });
}

function checkUse(input: ChainInput, use: { key: ObjectKey; allowedFrom: AllowedFrom | undefined; exists: boolean; pointer: string }): boolean {
  const { gateway, index, report } = input;
  const base = { object: gateway.key, pointer: `/spec/listeners/${index}${use.pointer}`, condition: "ResolvedRefs" } as const;
  const what = `${use.key.kind} ${use.key.namespace}/${use.key.name}`;
  if (!use.exists) {
    report({ ...base, code: "UNKNOWN_REFERENCE", detail: `${what} does not exist`, hint: "Create it, or correct the name" });
    return false;
  }
  if (mayUse(use.allowedFrom, use.key.namespace, gateway.key.namespace)) return true;
  report({
    ...base,
    code: "NOT_ALLOWED",
    detail: `${what} may not be used from namespace ${gateway.key.namespace}`,
    hint: "Its owner says who may, in allowedFrom",
  });
  return false;
}

function downstreamTls(input: ChainInput, secret: string): DownstreamTls {
  const tls = input.listener.tls;
  const http = input.listener.protocol === "https";
  const clientTrust = clientTrustOf(input);
  return {
    certificates: [secret],
    clientTrust,
    requireClientCertificate: tls?.clientCa !== undefined && tls.clientCertificate !== "optional",
    minVersion: tls?.minVersion ?? "1.2",
    alpn: tls?.alpn ?? (http ? ["h2", "http/1.1"] : []),
  };
}

/** A client CA that cannot be used closes the door: the name stays, its secret never comes, and no handshake passes. */
function clientTrustOf(input: ChainInput): string | undefined {
  const reference = input.listener.tls?.clientCa;
  if (reference === undefined) return undefined;
  const key = refKey(reference, "TrustBundle", input.gateway.key.namespace);
  const facts = input.read.get(input.sources.trustBundles, inputKey(key));
  const usable = checkUse(input, { key, allowedFrom: facts?.allowedFrom, exists: facts !== undefined, pointer: "/tls/clientCa" });
  return usable ? trustSecretName(key.namespace, key.name) : `unresolved/${trustSecretName(key.namespace, key.name)}`;
}

function streamsOf(input: ChainInput): readonly StreamTarget[] {
  const group = input.read.get(input.sources.streams, input.table);
  return group === undefined ? [] : [...group.values()].sort(byAge);
}

function byAge(left: StreamTarget, right: StreamTarget): number {
  const leftRank = `${left.createdAt} ${inputKey(left.route)}`;
  const rightRank = `${right.createdAt} ${inputKey(right.route)}`;
  if (leftRank === rightRank) return 0;
  return leftRank < rightRank ? -1 : 1;
}

function streamChain(input: ChainInput, stream: StreamTarget, variant: ChainVariant): FilterChainNode {
  const statPrefix = inputKey(stream.route).replaceAll("/", ".");
  return {
    ...variant,
    target: { kind: "stream", statPrefix, clusters: stream.clusters, idleTimeoutMs: stream.idleTimeoutMs, policies: input.policies },
    origin: { object: stream.route, pointer: "/spec" },
  };
}

/** A plain port has no name to tell routes apart: the oldest has it. */
function plainStreamChain(input: ChainInput): readonly FilterChainNode[] {
  const [winner, ...losers] = streamsOf(input);
  if (winner === undefined) return [];
  for (const loser of losers) reportTaken(input, { loser, winner, what: "its port" });
  return [streamChain(input, winner, { name: input.table, serverNames: [], tls: undefined })];
}

function passthroughChains(input: ChainInput): readonly FilterChainNode[] {
  return byServerName(input).map(({ stream, serverNames }) =>
    streamChain(input, stream, { name: `${input.table}/${inputKey(stream.route)}`, serverNames, tls: undefined }),
  );
}

function terminatedStreamChains(input: ChainInput): readonly FilterChainNode[] {
  const streams = byServerName(input);
  const [first] = usableCertificates(input);
  if (first === undefined) return [];
  const certificates = usableCertificates({ ...input, report: () => undefined });
  return streams.map(({ stream, serverNames }) => {
    const fitting = certificates.find(({ facts }) => serverNames.some((name) => intersectHostnames(name, facts.hostnames).length > 0)) ?? first;
    return streamChain(input, stream, { name: `${input.table}/${inputKey(stream.route)}`, serverNames, tls: downstreamTls(input, fitting.secret) });
  });
}

interface NamedStream {
  readonly stream: StreamTarget;
  readonly serverNames: readonly string[];
}

/** Each server name goes to the oldest route that asks for it; the empty list is every other name. */
function byServerName(input: ChainInput): readonly NamedStream[] {
  const taken = new Map<string, StreamTarget>();
  return streamsOf(input).flatMap((stream) => {
    const free = stream.hostnames.filter((name) => !taken.has(name));
    for (const name of stream.hostnames) {
      const owner = taken.get(name);
      if (owner === undefined) taken.set(name, stream);
      else reportTaken(input, { loser: stream, winner: owner, what: `hostname ${name}` });
    }
    if (free.length === 0) return [];
    return [{ stream, serverNames: free.includes("*") ? [] : [...free].sort() }];
  });
}

function reportTaken(input: ChainInput, { loser, winner, what }: { readonly loser: StreamTarget; readonly winner: StreamTarget; readonly what: string }): void {
  input.report({
    object: loser.route,
    pointer: "/spec/parents",
    condition: "Conflicted",
    code: "ALREADY_TAKEN",
    detail: `StreamRoute ${inputKey(winner.route)} is older and has ${what} on listener ${input.table}`,
    hint: "Attach it to another listener, or give each its own hostnames",
    involves: [winner.route],
  });
}
