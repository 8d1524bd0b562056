import { type Answers, optional, required, withDefault } from "../ask/ask.ts";
import { envoyCheckAsks, url } from "../ask/check-asks.ts";
import { dnsLabel, port } from "../ask/parsers.ts";
import { serviceAsks, tlsFileAsks } from "../ask/service-asks.ts";

/** What Consul needs. */
export const asks = {
  ...serviceAsks,
  ...tlsFileAsks,
  service: required({ flag: "--service <name>", help: "the service whose requests are limited and authorized" }, dnsLabel),
  authzService: optional(
    { flag: "--authz-service <name>", help: "name of the authorization service in Consul, an upstream of the service; without it --authz is on loopback" },
    dnsLabel,
  ),
  sidecarPort: withDefault({ flag: "--sidecar-port <port>", help: "port of the service's sidecar; only for limits", fallback: "21000" }, port),
  consulApi: optional({ flag: "--consul-api <url>", help: "for --check: Consul's HTTP API, http://127.0.0.1:8500" }, url),
  ...envoyCheckAsks,
} as const;

/** Answers of {@link asks}. */
export type ConsulAnswers = Answers<typeof asks>;
