import { type Answers, required, withDefault } from "../ask/ask.ts";
import { kubeCheckAsks } from "../ask/check-asks.ts";
import { kubeTlsAsks } from "../ask/kube-tls-asks.ts";
import { dnsLabel } from "../ask/parsers.ts";
import { serviceAsks } from "../ask/service-asks.ts";

/** What Envoy Gateway needs. */
export const asks = {
  ...serviceAsks,
  ...kubeTlsAsks,
  gateway: required({ flag: "--gateway <name>", help: "the Gateway whose requests are limited and authorized" }, dnsLabel),
  namespace: withDefault({ flag: "--namespace <name>", help: "its namespace", fallback: "default" }, dnsLabel),
  listener: withDefault({ flag: "--listener <name>", help: "the Gateway's listener that limits stand at", fallback: "http" }, dnsLabel),
  ...kubeCheckAsks,
} as const;

/** Answers of {@link asks}. */
export type EnvoyGatewayAnswers = Answers<typeof asks>;
