import type { EnforcementPlaces } from "../it-enforces.ts";
import { serviceDefaults, sidecar } from "../schemas/consul.ts";
import { applicationCluster, cluster, foreignProxy, speaksHttp2 } from "./foreign-proxy.ts";

/** The sidecar that Consul makes with builtin/ext-authz and a target on loopback: its own cluster `local_ext_authz`, the filter first. */
export function sidecarWithExtension(entry: unknown, places: EnforcementPlaces): Record<string, unknown> {
  const [extension] = serviceDefaults.parse(entry).EnvoyExtensions;
  const config = extension?.Arguments.Config;
  const target = config?.GrpcService.Target;
  const body = config?.WithRequestBody;
  if (config === undefined || target === undefined || !("URI" in target)) throw new Error("No target on loopback");
  const [host = "", port = ""] = target.URI.split(":");
  const timeout = `${Number.parseInt(target.Timeout, 10) / (target.Timeout.endsWith("ms") ? 1000 : 1)}s`;
  const filter = {
    name: "envoy.filters.http.ext_authz",
    typed_config: {
      "@type": "type.googleapis.com/envoy.extensions.filters.http.ext_authz.v3.ExtAuthz",
      stat_prefix: "response",
      transport_api_version: "V3",
      grpc_service: { envoy_grpc: { cluster_name: "local_ext_authz" }, timeout },
      include_peer_certificate: config.IncludePeerCertificate,
      status_on_error: { code: config.StatusOnError },
      ...(body !== undefined && {
        with_request_body: { max_request_bytes: body.MaxRequestBytes, allow_partial_message: body.AllowPartialMessage, pack_as_bytes: body.PackAsBytes },
      }),
    },
  };
  const clusters = [cluster("local_ext_authz", [{ host, port: Number(port) }], { ...speaksHttp2, connect_timeout: timeout })];
  return foreignProxy({ clusters, filters: [filter], virtualHost: {} }, places);
}

/** The sidecar that Consul makes with a listener and clusters of one's own; here without the TLS and the intentions that it adds. */
export function sidecarWithListener(registration: unknown, places: EnforcementPlaces): Record<string, unknown> {
  const { config } = sidecar.parse(registration).service.proxy;
  const listener: unknown = JSON.parse(config.envoy_public_listener_json);
  const clusters = JSON.parse(`[${config.envoy_extra_static_clusters_json}]`) as readonly unknown[];
  return { static_resources: { listeners: [listener], clusters: [applicationCluster(places), ...clusters] } };
}
