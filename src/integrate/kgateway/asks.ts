import { type Answers, optional, required, withDefault } from "../ask/ask.ts";
import { kubeCheckAsks } from "../ask/check-asks.ts";
import { dnsLabel, hostname } from "../ask/parsers.ts";
import { serviceAsks } from "../ask/service-asks.ts";

/** What kgateway needs. */
export const asks = {
  ...serviceAsks,
  gateway: required({ flag: "--gateway <name>", help: "the Gateway whose requests are limited and authorized" }, dnsLabel),
  namespace: withDefault({ flag: "--namespace <name>", help: "its namespace", fallback: "default" }, dnsLabel),
  tlsSecret: optional({ flag: "--tls-secret <name>", help: "TLS: Secret with ca.crt, and with tls.crt and tls.key for mTLS, in that namespace" }, dnsLabel),
  serverName: optional({ flag: "--server-name <name>", help: "TLS: name in the services' certificate (default: host of the first address)" }, hostname),
  ...kubeCheckAsks,
} as const;

/** Answers of {@link asks}. */
export type KgatewayAnswers = Answers<typeof asks>;
