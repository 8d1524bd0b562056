import type { JsonObject } from "../../kit/json.ts";
import type { KubeTlsAnswers } from "../ask/kube-tls-asks.ts";
import type { ServiceAccess } from "../probe/check-services.ts";

/** Name of the ConfigMap with the services' authority, where a host wants one. */
export const authorityName = "sluice-ca";

/** The ConfigMap with the services' authority; none in plain text. */
export function authorityConfigMap(caFile: string | undefined, namespace: string): readonly JsonObject[] {
  if (caFile === undefined) return [];
  return [{ apiVersion: "v1", kind: "ConfigMap", metadata: { name: authorityName, namespace }, data: { "ca.crt": caFile } }];
}

/** What the answers say of how our services are to be started. */
export function kubeTlsMode({ caFile, clientSecret }: KubeTlsAnswers): "plain" | "tls" | "mtls" {
  if (caFile === undefined) return "plain";
  return clientSecret === undefined ? "tls" : "mtls";
}

/** How a check speaks to the services. The proxies' certificate is in the cluster, so mTLS cannot be tried from outside of it. */
export function kubeAccess({ caFile, clientSecret, serverName }: KubeTlsAnswers): ServiceAccess {
  if (caFile === undefined) return {};
  return clientSecret === undefined ? { tls: { ca: caFile, serverName } } : inClusterAccess(clientSecret);
}

/** How a check speaks to the services whose certificates are in a Secret: not at all. */
export function inClusterAccess(secret: string | undefined): ServiceAccess {
  if (secret === undefined) return {};
  const detail = "The services' certificates are in the cluster only: the services were not asked";
  return { faults: [{ state: "unknown", subject: `Secret ${secret}`, detail, hint: "Look at a proxy: give --envoy-admin" }] };
}
