import { type Answers, optional, required, withDefault } from "../ask/ask.ts";
import { kubeCheckAsks } from "../ask/check-asks.ts";
import { kubeTlsAsks } from "../ask/kube-tls-asks.ts";
import { dnsLabel, hostname, serviceAndPort } from "../ask/parsers.ts";
import { serviceAsks } from "../ask/service-asks.ts";

/** What Contour needs. */
export const asks = {
  ...serviceAsks,
  ...kubeTlsAsks,
  namespace: withDefault({ flag: "--namespace <name>", help: "namespace of Contour", fallback: "projectcontour" }, dnsLabel),
  fqdn: required({ flag: "--fqdn <name>", help: "host name of the HTTPProxy whose requests are limited" }, hostname),
  service: required({ flag: "--service <name:port>", help: "the Service that the HTTPProxy leads to" }, serviceAndPort),
  appNamespace: withDefault({ flag: "--app-namespace <name>", help: "namespace of the HTTPProxy and its Service", fallback: "default" }, dnsLabel),
  tlsSecret: optional(
    { flag: "--tls-secret <name>", help: "the HTTPProxy's certificate; then it alone is authorized, otherwise every virtual host of Contour is" },
    dnsLabel,
  ),
  ...kubeCheckAsks,
} as const;

/** Answers of {@link asks}. */
export type ContourAnswers = Answers<typeof asks>;
