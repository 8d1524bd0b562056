import { type Answers, required, withDefault } from "../ask/ask.ts";
import { envoyCheckAsks } from "../ask/check-asks.ts";
import { address } from "../ask/parsers.ts";
import { serviceAsks, tlsFileAsks } from "../ask/service-asks.ts";

/** What an Envoy with a static configuration needs. */
export const asks = {
  ...serviceAsks,
  ...tlsFileAsks,
  upstream: required({ flag: "--upstream <host:port>", help: "what stands behind the proxy" }, address),
  listen: withDefault({ flag: "--listen <host:port>", help: "where the proxy listens", fallback: "127.0.0.1:10000" }, address),
  ...envoyCheckAsks,
} as const;

/** Answers of {@link asks}. */
export type EnvoyAnswers = Answers<typeof asks>;
