import { packAny } from "../../gen/codec.ts";
import type { Cluster } from "../../gen/envoy/config/cluster/v3.ts";
import type { JsonObject } from "../../kit/json.ts";
import { type AuthzService, type RateLimitService, servicesOf } from "../ask/service-asks.ts";
import { bodySettings } from "../block/buffer-settings.ts";
import { clusterJson, httpFilterJson, virtualHostJson } from "../block/envoy-json.ts";
import { clusterNames, filterNames, rateLimitFilter, virtualHostSettings } from "../block/filters.ts";
import { grpcService } from "../block/grpc-service.ts";
import { ourFiles, serveCommand } from "../block/our-side.ts";
import { resilience, serviceCluster } from "../block/services-cluster.ts";
import { isIpAddress, type ServiceTls, transportSocket } from "../block/transport-socket.ts";
import type { Output, OutputFile } from "../target.ts";
import type { IstioAnswers } from "./asks.ts";
import { contextsOf, envoyFilter, httpFilterPatch, selectorOf, virtualHostPatch } from "./envoy-filter.ts";

/** Name that the authorization service has in Istio's registry. */
const authzHost = "authz.sluice.internal";
const provider = "sluice-authz";

/** Istio's objects, and our files. */
export function generate(answers: IstioAnswers): Output {
  const services = servicesOf(answers);
  const { ratelimit, authz } = services;
  const mode = answers.caFile === undefined ? "plain" : answers.certFile === undefined ? "tls" : "mtls";
  return {
    files: [
      ...(authz === undefined ? [] : authzFiles(authz, answers)),
      ...(ratelimit === undefined ? [] : [rateLimitFile(ratelimit, answers)]),
      ...ourFiles(services),
    ],
    steps: [
      "Run the services:",
      `$ ${serveCommand(services, mode)}`,
      ...(authz === undefined
        ? []
        : [
            "Add the provider to the mesh configuration, which is the value meshConfig of Istio's chart; providers that you have already belong into the same list:",
            "$ helm upgrade istiod istio/istiod --namespace istio-system --reuse-values --values mesh/mesh-config.yaml",
          ]),
      "Apply the objects:",
      ...(authz === undefined ? [] : ["$ kubectl apply --filename mesh/authz.yaml"]),
      ...(ratelimit === undefined ? [] : ["$ kubectl apply --filename mesh/ratelimit.yaml"]),
    ],
  };
}

function authzFiles(authz: AuthzService, answers: IstioAnswers): readonly OutputFile[] {
  return [
    { path: "mesh/mesh-config.yaml", about: "Values for Istio's chart: the authorization service as a provider", documents: [meshConfig(authz, answers)] },
    {
      path: "mesh/authz.yaml",
      about: "Where the authorization service is, which workloads ask it, and how",
      documents: [serviceEntry(authz, answers), authorizationPolicy(answers), authzFilter(authz, answers)],
    },
  ];
}

function meshConfig(authz: AuthzService, { namespace }: IstioAnswers): JsonObject {
  const envoyExtAuthzGrpc = {
    service: `${namespace}/${authzHost}`,
    port: portOf(authz),
    timeout: `${authz.timeoutMs / 1000}s`,
    failOpen: false,
    ...bodySettings(authz, "includeRequestBodyInCheck"),
  };
  return { meshConfig: { extensionProviders: [{ name: provider, envoyExtAuthzGrpc }] } };
}

function serviceEntry(authz: AuthzService, { namespace }: IstioAnswers): JsonObject {
  const isStatic = authz.endpoints.every(({ host }) => isIpAddress(host));
  const port = { number: portOf(authz), name: "grpc", protocol: "GRPC" };
  const endpoints = authz.endpoints.map((endpoint) => ({ address: endpoint.host, ports: { grpc: endpoint.port } }));
  const spec = { hosts: [authzHost], ports: [port], location: "MESH_EXTERNAL", resolution: isStatic ? "STATIC" : "DNS", endpoints };
  return { apiVersion: "networking.istio.io/v1", kind: "ServiceEntry", metadata: { name: provider, namespace }, spec };
}

function authorizationPolicy(answers: IstioAnswers): JsonObject {
  const selector = selectorOf(answers, "matchLabels");
  const spec = { ...(selector !== undefined && { selector }), action: "CUSTOM", provider: { name: provider }, rules: [{}] };
  return { apiVersion: "security.istio.io/v1", kind: "AuthorizationPolicy", metadata: { name: provider, namespace: answers.namespace }, spec };
}

/** What Istio has no fields for: retries, headers line by line, the policy's name, outlier detection and keepalive, TLS with an authority of one's own. */
function authzFilter(authz: AuthzService, answers: IstioAnswers): JsonObject {
  const { inbound, outbound } = contextsOf(answers.proxy);
  const typed_config = packAny("envoy.extensions.filters.http.ext_authz.v3.ExtAuthz", {
    grpc_service: grpcService({ cluster: authzClusterName(authz), timeoutMs: authz.timeoutMs }),
    include_peer_certificate: true,
    ...(authz.bodyBytes !== undefined && { encode_raw_headers: true }),
  });
  return envoyFilter(provider, answers, [
    httpFilterPatch(inbound, { on: filterNames.authz, do: "MERGE" }, httpFilterJson({ name: filterNames.authz, typed_config })),
    virtualHostPatch(inbound, virtualHostJson(virtualHostSettings({ authz }))),
    {
      applyTo: "CLUSTER",
      match: { context: outbound, cluster: { service: authzHost, portNumber: portOf(authz) } },
      patch: { operation: "MERGE", value: clusterJson(authzCluster(authz, answers)) },
    },
  ]);
}

/** Istio has set the breakers to their most already. */
function authzCluster({ endpoints }: AuthzService, answers: IstioAnswers): Cluster {
  const { circuit_breakers: _, ...rest } = resilience();
  const tls = tlsOf(answers);
  return { ...rest, ...(tls !== undefined && { transport_socket: transportSocket(tls, endpoints[0]?.host ?? "") }) };
}

function rateLimitFile(ratelimit: RateLimitService, answers: IstioAnswers): OutputFile {
  const { inbound, outbound } = contextsOf(answers.proxy);
  const cluster = serviceCluster({ name: clusterNames.ratelimit, endpoints: ratelimit.endpoints, tls: tlsOf(answers) });
  const patches = [
    { applyTo: "CLUSTER", match: { context: outbound }, patch: { operation: "ADD", value: clusterJson(cluster) } },
    httpFilterPatch(inbound, { on: "envoy.filters.http.router", do: "INSERT_BEFORE" }, httpFilterJson(rateLimitFilter(ratelimit))),
    virtualHostPatch(inbound, virtualHostJson(virtualHostSettings({ ratelimit }))),
  ];
  return {
    path: "mesh/ratelimit.yaml",
    about: "The rate limit service: its cluster, the filter, and what limits go by",
    documents: [envoyFilter("sluice-ratelimit", answers, patches)],
  };
}

function tlsOf({ caFile, certFile, keyFile, serverName }: IstioAnswers): ServiceTls | undefined {
  if (caFile === undefined) return undefined;
  const client = certFile === undefined || keyFile === undefined ? undefined : { certificate: { path: certFile.path }, key: { path: keyFile.path } };
  return { ca: { pem: caFile }, serverName, client };
}

/** Istio's name for the cluster of the authorization service. */
export function authzClusterName(authz: AuthzService): string {
  return `outbound|${portOf(authz)}||${authzHost}`;
}

function portOf({ endpoints }: AuthzService): number {
  return endpoints[0]?.port ?? 0;
}
