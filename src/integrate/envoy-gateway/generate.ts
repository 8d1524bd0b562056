import { toJson } from "../../gen/to-json.ts";
import type { JsonObject } from "../../kit/json.ts";
import type { ListenAddress } from "../../kit/listen-address.ts";
import { type AuthzService, type RateLimitService, servicesOf } from "../ask/service-asks.ts";
import { clusterNames, contextExtensions, rateLimit, rateLimits } from "../block/filters.ts";
import { tryMs } from "../block/grpc-service.ts";
import { authorityConfigMap, authorityName, kubeTlsMode } from "../block/kube.ts";
import { ourFiles, serveCommand } from "../block/our-side.ts";
import { serviceCluster } from "../block/services-cluster.ts";
import { isIpAddress, type ServiceTls } from "../block/transport-socket.ts";
import type { Output, OutputFile } from "../target.ts";
import type { EnvoyGatewayAnswers } from "./asks.ts";

/** Envoy Gateway's objects, and our files. */
export function generate(answers: EnvoyGatewayAnswers): Output {
  const services = servicesOf(answers);
  const { ratelimit, authz } = services;
  return {
    files: [
      { path: "mesh/envoy-gateway-config.yaml", about: "Values for Envoy Gateway's chart: what has to be allowed", documents: [config(answers)] },
      ...(authz === undefined ? [] : [authzFile(authz, answers)]),
      ...(ratelimit === undefined ? [] : [rateLimitFile(ratelimit, answers)]),
      ...ourFiles(services),
    ],
    steps: [
      "Run the services:",
      `$ ${serveCommand(services, kubeTlsMode(answers))}`,
      "Allow Backends and patches:",
      "$ helm upgrade eg oci://docker.io/envoyproxy/gateway-helm --namespace envoy-gateway-system --reuse-values --values mesh/envoy-gateway-config.yaml",
      "Apply the objects:",
      ...(authz === undefined ? [] : ["$ kubectl apply --filename mesh/authz.yaml"]),
      ...(ratelimit === undefined ? [] : ["$ kubectl apply --filename mesh/ratelimit.yaml"]),
    ],
  };
}

function config({ ratelimit, authz }: EnvoyGatewayAnswers): JsonObject {
  const extensionApis = { ...(authz.length > 0 && { enableBackend: true }), ...(ratelimit.length > 0 && { enableEnvoyPatchPolicy: true }) };
  return { config: { envoyGateway: { extensionApis } } };
}

function authzFile(authz: AuthzService, answers: EnvoyGatewayAnswers): OutputFile {
  return {
    path: "mesh/authz.yaml",
    about: "Where the authorization service is, and that the Gateway asks it",
    documents: [...authorityConfigMap(answers.caFile, answers.namespace), backend(authz, answers), securityPolicy(authz, answers)],
  };
}

function backend({ endpoints }: AuthzService, answers: EnvoyGatewayAnswers): JsonObject {
  const { caFile, clientSecret, serverName, namespace } = answers;
  const tls = caFile !== undefined && {
    tls: {
      caCertificateRefs: [{ group: "", kind: "ConfigMap", name: authorityName }],
      sni: serverName ?? endpoints[0]?.host ?? "",
      ...(clientSecret !== undefined && { clientCertificateRef: { group: "", kind: "Secret", name: clientSecret } }),
    },
  };
  const spec = { endpoints: endpoints.map(endpointOf), appProtocols: ["gateway.envoyproxy.io/h2c"], ...tls };
  return { apiVersion: "gateway.envoyproxy.io/v1alpha1", kind: "Backend", metadata: { name: "sluice-authz", namespace }, spec };
}

function endpointOf({ host, port }: ListenAddress): JsonObject {
  return isIpAddress(host) ? { ip: { address: host, port } } : { fqdn: { hostname: host, port } };
}

function securityPolicy(authz: AuthzService, { gateway, namespace }: EnvoyGatewayAnswers): JsonObject {
  const extAuth = {
    grpc: { backendRefs: [{ group: "gateway.envoyproxy.io", kind: "Backend", name: "sluice-authz" }], backendSettings: backendSettings(authz) },
    timeout: `${authz.timeoutMs}ms`,
    failOpen: false,
    ...(authz.bodyBytes !== undefined && { bodyToExtAuth: { maxRequestBytes: authz.bodyBytes } }),
    contextExtensions: Object.entries(contextExtensions(authz)).map(([name, value]) => ({ name, type: "Value", value })),
  };
  const spec = { targetRefs: [{ group: "gateway.networking.k8s.io", kind: "Gateway", name: gateway }], extAuth };
  return { apiVersion: "gateway.envoyproxy.io/v1alpha1", kind: "SecurityPolicy", metadata: { name: "sluice-authz", namespace }, spec };
}

/** The same that clusters of other hosts get, in Envoy Gateway's words. */
function backendSettings({ timeoutMs }: AuthzService): JsonObject {
  return {
    circuitBreaker: { maxConnections: 100_000, maxPendingRequests: 100_000, maxParallelRequests: 100_000, maxParallelRetries: 1000 },
    retry: {
      numRetries: 2,
      retryOn: { triggers: ["unavailable", "connect-failure", "refused-stream", "reset", "5xx"] },
      perRetry: { backOff: { baseInterval: "5ms", maxInterval: `${tryMs(timeoutMs)}ms` } },
    },
    healthCheck: { passive: { consecutiveGatewayErrors: 2, interval: "1s", baseEjectionTime: "2s", maxEjectionPercent: 100 } },
    http2: { connectionKeepalive: { interval: "10s", timeout: "3s" } },
    timeout: { tcp: { connectTimeout: "1s" } },
  };
}

const resourceTypes = {
  cluster: "type.googleapis.com/envoy.config.cluster.v3.Cluster",
  listener: "type.googleapis.com/envoy.config.listener.v3.Listener",
} as const;

function rateLimitFile(ratelimit: RateLimitService, answers: EnvoyGatewayAnswers): OutputFile {
  const { gateway, namespace, listener } = answers;
  const cluster = serviceCluster({ name: clusterNames.ratelimit, endpoints: ratelimit.endpoints, tls: tlsOf(answers) });
  // What limits go by stands in the filter: route tables of a Gateway without routes have no virtual host to put it into.
  const filter = { ...rateLimit(ratelimit), rate_limits: rateLimits(ratelimit.keys) };
  const typed_config = {
    "@type": "type.googleapis.com/envoy.extensions.filters.http.ratelimit.v3.RateLimit",
    ...jsonOf(toJson("envoy.extensions.filters.http.ratelimit.v3.RateLimit", filter)),
  };
  const jsonPatches = [
    {
      type: resourceTypes.cluster,
      name: clusterNames.ratelimit,
      operation: { op: "add", path: "", value: jsonOf(toJson("envoy.config.cluster.v3.Cluster", cluster)) },
    },
    {
      type: resourceTypes.listener,
      name: `${namespace}/${gateway}/${listener}`,
      operation: { op: "add", jsonPath: "$..http_filters[?(@.name=='envoy.filters.http.router')]", value: { name: "sluice.ratelimit", typed_config } },
    },
  ];
  const spec = { targetRef: { group: "gateway.networking.k8s.io", kind: "Gateway", name: gateway }, type: "JSONPatch", jsonPatches };
  const object = { apiVersion: "gateway.envoyproxy.io/v1alpha1", kind: "EnvoyPatchPolicy", metadata: { name: "sluice-ratelimit", namespace }, spec };
  return { path: "mesh/ratelimit.yaml", about: "The rate limit service: its cluster, and the filter with what limits go by", documents: [object] };
}

function tlsOf({ caFile, clientSecret, serverName, namespace }: EnvoyGatewayAnswers): ServiceTls | undefined {
  if (caFile === undefined) return undefined;
  return { ca: { pem: caFile }, serverName, ...(clientSecret !== undefined && { clientSecret: `${namespace}/${clientSecret}` }) };
}

function jsonOf(value: unknown): JsonObject {
  return value as JsonObject;
}
