import { type Answers, optional, required, withDefault } from "../ask/ask.ts";
import { kubeCheckAsks } from "../ask/check-asks.ts";
import { dnsLabel, hostname, serviceAndPort, words } from "../ask/parsers.ts";
import { serviceAsks } from "../ask/service-asks.ts";

/** What Gloo needs. */
export const asks = {
  ...serviceAsks,
  domain: withDefault({ flag: "--domain <name>", help: "domain of the limits; Gloo sends no other", fallback: "custom" }, words),
  namespace: withDefault({ flag: "--namespace <name>", help: "namespace of Gloo", fallback: "gloo-system" }, dnsLabel),
  fqdn: required({ flag: "--fqdn <name>", help: "domain of the VirtualService whose requests are limited and authorized" }, hostname),
  service: required({ flag: "--service <name:port>", help: "the Service that it leads to, in its namespace" }, serviceAndPort),
  appNamespace: withDefault({ flag: "--app-namespace <name>", help: "namespace of the Service", fallback: "default" }, dnsLabel),
  tlsSecret: optional({ flag: "--tls-secret <name>", help: "TLS: Gloo's TLS Secret with the services' authority, in Gloo's namespace" }, dnsLabel),
  serverName: optional({ flag: "--server-name <name>", help: "TLS: name in the services' certificate (default: host of the first address)" }, hostname),
  ...kubeCheckAsks,
} as const;

/** Answers of {@link asks}. */
export type GlooAnswers = Answers<typeof asks>;
