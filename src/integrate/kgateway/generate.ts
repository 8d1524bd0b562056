import type { JsonObject } from "../../kit/json.ts";
import type { ListenAddress } from "../../kit/listen-address.ts";
import { headerOf, keyName, type LimitKey } from "../ask/limit-key.ts";
import { type AuthzService, type RateLimitService, servicesOf } from "../ask/service-asks.ts";
import { bodySettings } from "../block/buffer-settings.ts";
import { contextExtensions } from "../block/filters.ts";
import { tryMs } from "../block/grpc-service.ts";
import type { LimitDialect } from "../block/limits-file.ts";
import { ourFiles, serveCommand } from "../block/our-side.ts";
import type { Output } from "../target.ts";
import type { KgatewayAnswers } from "./asks.ts";

/** Entries have the header's own name, and a request without the header has no descriptor. */
export const dialect: LimitDialect = { first: "limit", nameOf: (key) => headerOf(key) ?? keyName(key), absent: "dropped" };

const group = "gateway.kgateway.dev";
const apiVersion = `${group}/v1alpha1`;

/** kgateway's objects, and our files. */
export function generate(answers: KgatewayAnswers): Output {
  const services = servicesOf(answers);
  const { ratelimit, authz } = services;
  const documents = [
    ...(ratelimit === undefined ? [] : [backend("sluice-ratelimit", ratelimit.endpoints, answers), rateLimitExtension(ratelimit, answers)]),
    ...(authz === undefined ? [] : [backend("sluice-authz", authz.endpoints, answers), authExtension(authz, answers)]),
    backendPolicy(answers),
    trafficPolicy(answers),
  ];
  return {
    files: [{ path: "mesh/kgateway.yaml", about: "Where the services are, and that the Gateway asks them", documents }, ...ourFiles(services, dialect)],
    steps: [
      "Run the services:",
      `$ ${serveCommand(services, answers.tlsSecret === undefined ? "plain" : "tls")}`,
      "Apply the objects:",
      "$ kubectl apply --filename mesh/kgateway.yaml",
    ],
  };
}

function object(kind: string, name: string, namespace: string): (spec: JsonObject) => JsonObject {
  return (spec) => ({ apiVersion, kind, metadata: { name, namespace }, spec });
}

function backend(name: string, endpoints: readonly ListenAddress[], answers: KgatewayAnswers): JsonObject {
  return object(
    "Backend",
    name,
    answers.namespace,
  )({ static: { hosts: endpoints.map(({ host, port }) => ({ host, port })), appProtocol: "kubernetes.io/h2c" } });
}

function grpcService(name: string, { endpoints, timeoutMs }: { readonly endpoints: readonly ListenAddress[]; readonly timeoutMs: number }): JsonObject {
  return {
    backendRef: { group, kind: "Backend", name, port: endpoints[0]?.port ?? 0 },
    retry: { attempts: 2, backoff: { baseInterval: "5ms", maxInterval: `${tryMs(timeoutMs)}ms` } },
  };
}

function rateLimitExtension(service: RateLimitService, answers: KgatewayAnswers): JsonObject {
  const { domain, onOutage, timeoutMs } = service;
  const rateLimit = {
    grpcService: grpcService("sluice-ratelimit", service),
    domain,
    failOpen: onOutage === "allow",
    timeout: `${timeoutMs}ms`,
    xRateLimitHeaders: "DraftVersion03",
  };
  return object("GatewayExtension", "sluice-ratelimit", answers.namespace)({ rateLimit });
}

function authExtension(service: AuthzService, answers: KgatewayAnswers): JsonObject {
  const call = { ...grpcService("sluice-authz", service), requestTimeout: `${service.timeoutMs}ms` };
  const extAuth = { grpcService: call, failOpen: false, statusOnError: 403, ...bodySettings(service, "withRequestBody") };
  return object("GatewayExtension", "sluice-authz", answers.namespace)({ extAuth });
}

/** Breakers, outlier detection, keepalive and TLS of both. */
function backendPolicy(answers: KgatewayAnswers): JsonObject {
  const { ratelimit, authz } = servicesOf(answers);
  const { tlsSecret, serverName } = answers;
  const names = [...(ratelimit === undefined ? [] : ["sluice-ratelimit"]), ...(authz === undefined ? [] : ["sluice-authz"])];
  const name = serverName ?? (ratelimit ?? authz)?.endpoints[0]?.host ?? "";
  return object(
    "BackendConfigPolicy",
    "sluice",
    answers.namespace,
  )({
    targetRefs: names.map((backendName) => ({ group, kind: "Backend", name: backendName })),
    connectTimeout: "1s",
    http2ProtocolOptions: { connectionKeepalive: { interval: "10s", timeout: "3s" } },
    circuitBreakers: { maxConnections: 100_000, maxPendingRequests: 100_000, maxRequests: 100_000, maxRetries: 1000 },
    outlierDetection: { consecutive5xx: 2, interval: "1s", baseEjectionTime: "2s", maxEjectionPercent: 100 },
    ...(tlsSecret !== undefined && { tls: { secretRef: { name: tlsSecret }, sni: name, verifySubjectAltNames: [name], alpnProtocols: ["h2"] } }),
  });
}

function trafficPolicy(answers: KgatewayAnswers): JsonObject {
  const { ratelimit, authz } = servicesOf(answers);
  return object(
    "TrafficPolicy",
    "sluice",
    answers.namespace,
  )({
    targetRefs: [{ group: "gateway.networking.k8s.io", kind: "Gateway", name: answers.gateway }],
    ...(authz !== undefined && { extAuth: { extensionRef: { name: "sluice-authz" }, contextExtensions: contextExtensions(authz) } }),
    ...(ratelimit !== undefined && {
      rateLimit: { global: { descriptors: ratelimit.keys.map(descriptorOf), extensionRef: { name: "sluice-ratelimit" } } },
    }),
  });
}

function descriptorOf(key: LimitKey): JsonObject {
  const header = headerOf(key);
  const value = header === undefined ? { type: "RemoteAddress" } : { type: "Header", header };
  return { entries: [{ type: "Generic", generic: { key: dialect.first, value: keyName(key) } }, value] };
}
