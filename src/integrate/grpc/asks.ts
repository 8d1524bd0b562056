import { type Answers, list, namedFile, optional, required, withDefault } from "../ask/ask.ts";
import { address, dnsLabel, hostname, words } from "../ask/parsers.ts";

/** What a gRPC client that carries xDS itself needs. */
export const asks = {
  discovery: withDefault({ flag: "--discovery <host:port>", help: "where clients reach discovery", fallback: "127.0.0.1:18000" }, address),
  node: required({ flag: "--node <id>", help: "the client's id, unique among all" }, words),
  cluster: withDefault({ flag: "--cluster <name>", help: "the client's cluster, by which the node group matches", fallback: "grpc-clients" }, words),
  name: required({ flag: "--name <name>", help: "what is dialed, as orders.mesh.example.com in xds:///orders.mesh.example.com" }, hostname),
  backend: list({ flag: "--backend <host:port>", help: "a server of that name; more than once for more" }, address),
  nodeGroup: withDefault({ flag: "--node-group <name>", help: "name of the NodeGroup of the clients", fallback: "grpc-clients" }, dnsLabel),
  caFile: namedFile({ flag: "--ca-file <file>", help: "TLS: certificates that discovery's certificate is checked by; a path on the clients' machines" }),
  certFile: namedFile({ flag: "--cert-file <file>", help: "mTLS: the client's certificate, which admits it; a path on its machine" }),
  keyFile: namedFile({ flag: "--key-file <file>", help: "mTLS: its private key; a path on its machine" }),
  san: optional({ flag: "--san <pattern>", help: "mTLS: name in the clients' certificates that admits them, as *.clients.example.com" }, words),
} as const;

/** Answers of {@link asks}. */
export type GrpcAnswers = Answers<typeof asks>;
