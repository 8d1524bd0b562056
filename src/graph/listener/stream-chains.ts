import { inputKey } from "../build/inputs.ts";
import type { DownstreamTls, FilterChainNode } from "../node/listener-node.ts";
import { downstreamTls, usableCertificates } from "./certificates.ts";
import type { ChainInput } from "./chain-input.ts";
import { certifiedNames } from "./server-names.ts";
import type { StreamTarget } from "./stream-target.ts";

/** The chain of a plain port: it has no name to tell routes apart, the oldest has it. */
export function plainStreamChain(input: ChainInput): readonly FilterChainNode[] {
  const [winner, ...losers] = streamsOf(input);
  if (winner === undefined) return [];
  for (const loser of losers) reportTaken(input, { loser, winner, what: "its port" });
  return streamChain(input, winner, { name: input.table, serverNames: [], tls: undefined });
}

/** TLS goes through as it is, chosen by server name: one chain for each name. */
export function passthroughChains(input: ChainInput): readonly FilterChainNode[] {
  return byServerName(input).flatMap(({ stream, names }) =>
    names.flatMap((name) => {
      const base = `${input.table}/${inputKey(stream.route)}`;
      const variant = name === "*" ? { name: base, serverNames: [] } : { name: `${base}/${name}`, serverNames: [name] };
      return streamChain(input, stream, { ...variant, tls: undefined });
    }),
  );
}

/** TLS ends here: one chain for each name, and one for the further names of each certificate. */
export function terminatedStreamChains(input: ChainInput): readonly FilterChainNode[] {
  const certificates = usableCertificates(input);
  const streams = byServerName(input);
  return streams.flatMap(({ stream, names }) => {
    const base = `${input.table}/${inputKey(stream.route)}`;
    const asked = names.includes("*") ? [] : names;
    const elsewhere = streams.flatMap((other) => (other.stream === stream ? [] : other.names.filter((name) => name !== "*")));
    return certifiedNames(asked, certificates, elsewhere).flatMap(({ secret, serverNames, own }) => {
      const name = own ? `${base}/${secret}` : [base, ...serverNames].join("/");
      return streamChain(input, stream, { name, serverNames, tls: downstreamTls(input, secret) });
    });
  });
}

interface ChainVariant {
  readonly name: string;
  readonly serverNames: readonly string[];
  readonly tls: DownstreamTls | undefined;
}

/** A route without a backend that gets anything has no chain: Envoy would refuse the whole listener. */
function streamChain(input: ChainInput, stream: StreamTarget, variant: ChainVariant): readonly FilterChainNode[] {
  if (stream.clusters.length === 0) return [];
  const statPrefix = inputKey(stream.route).replaceAll("/", ".");
  const target = { kind: "stream", statPrefix, clusters: stream.clusters, idleTimeoutMs: stream.idleTimeoutMs } as const;
  const { nodes, origins } = input.policies;
  return [{ ...variant, target, policies: nodes, policyOrigins: origins, origin: { object: stream.route, pointer: "/spec" } }];
}

function streamsOf({ read, sources, table }: ChainInput): readonly StreamTarget[] {
  const group = read.get(sources.streams, table);
  return group === undefined ? [] : [...group.values()].sort(byAge);
}

function byAge(left: StreamTarget, right: StreamTarget): number {
  const leftRank = `${left.createdAt} ${inputKey(left.route)}`;
  const rightRank = `${right.createdAt} ${inputKey(right.route)}`;
  if (leftRank === rightRank) return 0;
  return leftRank < rightRank ? -1 : 1;
}

interface NamedStream {
  readonly stream: StreamTarget;
  readonly names: readonly string[];
}

/** Each server name goes to the oldest route that asks for it; `*` is every other name. */
function byServerName(input: ChainInput): readonly NamedStream[] {
  const taken = new Map<string, StreamTarget>();
  return streamsOf(input).flatMap((stream) => {
    const names = stream.hostnames.filter((name) => !taken.has(name));
    for (const name of stream.hostnames) {
      const winner = taken.get(name);
      if (winner === undefined) taken.set(name, stream);
      else reportTaken(input, { loser: stream, winner, what: name === "*" ? "every hostname" : `hostname ${name}` });
    }
    return names.length === 0 ? [] : [{ stream, names }];
  });
}

interface Taken {
  readonly loser: StreamTarget;
  readonly winner: StreamTarget;
  readonly what: string;
}

function reportTaken(input: ChainInput, { loser, winner, what }: Taken): void {
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
