import { type Answers, fileText, optional } from "./ask.ts";
import { dnsLabel, hostname } from "./parsers.ts";

/** How proxies in Kubernetes speak TLS to the services: their control plane hands certificates out. */
export const kubeTlsAsks = {
  caFile: fileText({ flag: "--ca-file <file>", help: "TLS: certificates that the services' certificate is checked by; read here, put into a ConfigMap" }),
  clientSecret: optional({ flag: "--client-secret <name>", help: "mTLS: Secret of type kubernetes.io/tls with the proxies' certificate" }, dnsLabel),
  serverName: optional({ flag: "--server-name <name>", help: "TLS: name in the services' certificate (default: host of the first address)" }, hostname),
} as const;

/** Answers of {@link kubeTlsAsks}. */
export type KubeTlsAnswers = Answers<typeof kubeTlsAsks>;

/** What is wrong with them taken together. */
export function reviewKubeTls({ caFile, clientSecret, serverName }: KubeTlsAnswers): readonly string[] {
  if (caFile !== undefined || (clientSecret === undefined && serverName === undefined)) return [];
  return ["Options --client-secret and --server-name need --ca-file: services that are not checked must not get a certificate"];
}
