import { type Answers, fileText, list, namedFile, optional, withDefault } from "../ask/ask.ts";
import { kubeCheckAsks } from "../ask/check-asks.ts";
import { dnsLabel, hostname, label, oneOf } from "../ask/parsers.ts";
import { serviceAsks } from "../ask/service-asks.ts";

/** What Istio needs. */
export const asks = {
  ...serviceAsks,
  caFile: fileText({ flag: "--ca-file <file>", help: "TLS: certificates that the services' certificate is checked by; read here, put into the files" }),
  certFile: namedFile({ flag: "--cert-file <file>", help: "mTLS: the proxies' certificate; a path in their container" }),
  keyFile: namedFile({ flag: "--key-file <file>", help: "mTLS: its private key; a path in their container" }),
  serverName: optional({ flag: "--server-name <name>", help: "TLS: name in the services' certificate (default: host of the first address)" }, hostname),
  namespace: withDefault({ flag: "--namespace <name>", help: "namespace of the workloads; istio-system for all of them", fallback: "default" }, dnsLabel),
  workload: list(
    { flag: "--workload <key=value>", help: "label of the workloads; more than once for all of these labels; without it the whole namespace" },
    label,
  ),
  proxy: withDefault({ flag: "--proxy <kind>", help: "sidecar or gateway", fallback: "sidecar" }, oneOf(["sidecar", "gateway"])),
  ...kubeCheckAsks,
} as const;

/** Answers of {@link asks}. */
export type IstioAnswers = Answers<typeof asks>;
