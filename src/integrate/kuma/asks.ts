import { type Answers, list, optional, withDefault } from "../ask/ask.ts";
import { kubeCheckAsks, url } from "../ask/check-asks.ts";
import { dnsLabel, label, oneOf } from "../ask/parsers.ts";
import { serviceAsks, tlsFileAsks } from "../ask/service-asks.ts";

/** What Kuma needs. */
export const asks = {
  ...serviceAsks,
  ...tlsFileAsks,
  form: withDefault({ flag: "--form <kind>", help: "kubernetes or universal", fallback: "kubernetes" }, oneOf(["kubernetes", "universal"])),
  mesh: withDefault({ flag: "--mesh <name>", help: "the mesh", fallback: "default" }, dnsLabel),
  namespace: withDefault({ flag: "--namespace <name>", help: "namespace of the control plane (kubernetes)", fallback: "kuma-system" }, dnsLabel),
  workload: list({ flag: "--workload <key=value>", help: "label of the data planes; more than once for all of these labels; without it every one" }, label),
  kumaApi: optional({ flag: "--kuma-api <url>", help: "for --check: Kuma's REST API, http://HOST:5681" }, url),
  ...kubeCheckAsks,
} as const;

/** Answers of {@link asks}. */
export type KumaAnswers = Answers<typeof asks>;
