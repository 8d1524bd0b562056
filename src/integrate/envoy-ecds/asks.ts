import { type Answers, list, namedFile, required, withDefault } from "../ask/ask.ts";
import { envoyCheckAsks } from "../ask/check-asks.ts";
import { address, dnsLabel, words } from "../ask/parsers.ts";
import { serviceAsks, tlsFileAsks } from "../ask/service-asks.ts";

/** What an Envoy of somebody else's needs for filters of ours. */
export const asks = {
  ...serviceAsks,
  ...tlsFileAsks,
  discovery: list(
    { flag: "--discovery <host:port>", help: "where proxies reach discovery; more than once for more replicas", fallback: "127.0.0.1:18000" },
    address,
  ),
  cluster: required({ flag: "--cluster <name>", help: "what the proxies say of themselves: node.cluster" }, words),
  nodeGroup: withDefault({ flag: "--node-group <name>", help: "name of the NodeGroup that they become here", fallback: "guests" }, dnsLabel),
  tokenFile: namedFile({ flag: "--token-file <file>", help: "file with the token that admits them; without it proxies on this machine are admitted" }),
  ...envoyCheckAsks,
} as const;

/** Answers of {@link asks}. */
export type EnvoyEcdsAnswers = Answers<typeof asks>;
