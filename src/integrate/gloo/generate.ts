import type { JsonObject } from "../../kit/json.ts";
import type { ListenAddress } from "../../kit/listen-address.ts";
import { headerOf, keyName, type LimitKey } from "../ask/limit-key.ts";
import { type Services, servicesOf } from "../ask/service-asks.ts";
import { bodySettings } from "../block/buffer-settings.ts";
import { contextExtensions } from "../block/filters.ts";
import { type LimitDialect, usualDialect } from "../block/limits-file.ts";
import { ourFiles, serveCommand } from "../block/our-side.ts";
import type { Output } from "../target.ts";
import type { GlooAnswers } from "./asks.ts";

/** Gloo's generic keys have no key of their own, and it cannot tell Envoy to go on without a header: a second descriptor matches its absence. */
const absent = { key: "header_match", value: "absent" } as const;
/** Descriptors as Gloo writes them. */
export const dialect: LimitDialect = { ...usualDialect, first: "generic_key", absent };

/** Gloo's objects, and our files. */
export function generate(answers: GlooAnswers): Output {
  const services = servicesOf(answers);
  const { ratelimit, authz } = services;
  const upstreams = [
    ...(ratelimit === undefined ? [] : [upstream("sluice-ratelimit", ratelimit.endpoints, answers)]),
    ...(authz === undefined ? [] : [upstream("sluice-authz", authz.endpoints, answers)]),
  ];
  const patch = `$ kubectl patch settings.gloo.solo.io default --namespace ${answers.namespace} --type merge --patch-file mesh/settings.yaml`;
  return {
    files: [
      { path: "mesh/upstreams.yaml", about: "Where the services are", documents: upstreams },
      { path: "mesh/settings.yaml", about: "What Gloo's Settings need besides", documents: [{ spec: settings(services, answers) }] },
      { path: "mesh/virtual-service.yaml", about: "A virtual host that is limited and authorized", documents: [virtualService(services, answers)] },
      ...ourFiles(services, dialect),
    ],
    steps: [
      "Run the services:",
      `$ ${serveCommand(services, answers.tlsSecret === undefined ? "plain" : "tls")}`,
      "Apply where they are, and name them in the Settings:",
      "$ kubectl apply --filename mesh/upstreams.yaml",
      patch,
      "Apply the VirtualService, or put options of its virtualHost into the one that you have:",
      "$ kubectl apply --filename mesh/virtual-service.yaml",
    ],
  };
}

function upstream(name: string, endpoints: readonly ListenAddress[], { namespace, tlsSecret, serverName }: GlooAnswers): JsonObject {
  const host = serverName ?? endpoints[0]?.host ?? "";
  const spec = {
    useHttp2: true,
    static: { hosts: endpoints.map((endpoint) => ({ addr: endpoint.host, port: endpoint.port })), ...(tlsSecret !== undefined && { useTls: true }) },
    circuitBreakers: { maxConnections: 100_000, maxPendingRequests: 100_000, maxRequests: 100_000, maxRetries: 1000 },
    outlierDetection: {
      consecutiveGatewayFailure: 2,
      enforcingConsecutiveGatewayFailure: 100,
      interval: "1s",
      baseEjectionTime: "2s",
      maxEjectionPercent: 100,
    },
    connectionConfig: { connectTimeout: "1s" },
    ...(tlsSecret !== undefined && {
      sslConfig: { secretRef: { name: tlsSecret, namespace }, sni: host, verifySubjectAltName: [host], alpnProtocols: ["h2"] },
    }),
  };
  return { apiVersion: "gloo.solo.io/v1", kind: "Upstream", metadata: { name, namespace }, spec };
}

function settings({ ratelimit, authz }: Services, { namespace }: GlooAnswers): JsonObject {
  return {
    ...(ratelimit !== undefined && {
      ratelimitServer: {
        ratelimitServerRef: { name: "sluice-ratelimit", namespace },
        requestTimeout: `${ratelimit.timeoutMs / 1000}s`,
        denyOnFail: ratelimit.onOutage === "deny",
        enableXRatelimitHeaders: true,
      },
    }),
    ...(authz !== undefined && {
      extauth: {
        extauthzServerRef: { name: "sluice-authz", namespace },
        requestTimeout: `${authz.timeoutMs / 1000}s`,
        failureModeAllow: false,
        transportApiVersion: "V3",
        ...bodySettings(authz, "requestBody"),
      },
    }),
  };
}

function virtualService({ ratelimit, authz }: Services, { namespace, fqdn, service, appNamespace }: GlooAnswers): JsonObject {
  const options = {
    ...(authz !== undefined && { extauth: { customAuth: { contextExtensions: contextExtensions(authz) } } }),
    ...(ratelimit !== undefined && { ratelimit: { rateLimits: ratelimit.keys.flatMap(actionsOf) } }),
  };
  const kube = { ref: { name: service.name, namespace: appNamespace }, port: service.port };
  const routes = [{ matchers: [{ prefix: "/" }], routeAction: { single: { kube } } }];
  return {
    apiVersion: "gateway.solo.io/v1",
    kind: "VirtualService",
    metadata: { name: fqdn.replaceAll(".", "-"), namespace },
    spec: { virtualHost: { domains: [fqdn], options, routes } },
  };
}

function actionsOf(key: LimitKey): readonly JsonObject[] {
  const first = { genericKey: { descriptorValue: keyName(key) } };
  const header = headerOf(key);
  if (header === undefined) return [{ actions: [first, { remoteAddress: {} }] }];
  const present = { actions: [first, { requestHeaders: { headerName: header, descriptorKey: keyName(key) } }] };
  if (key.kind !== "header") return [present];
  const match = { headerValueMatch: { descriptorValue: absent.value, expectMatch: true, headers: [{ name: header, presentMatch: true, invertMatch: true }] } };
  return [present, { actions: [first, match] }];
}
