import { z } from "zod";

/**
 * kgateway's objects, written by hand from kgateway-dev/kgateway, api/v1alpha1/kgateway/{gateway_extensions,traffic_policy,ext_auth,backend,
 * backend_config_policy}_types.go, state of 2026-08 (version 2.2). Only what is written here; no field besides.
 */
const time = z.string().regex(/^(?:[0-9]{1,5}(?:h|m|s|ms)){1,4}$/u);
const metadata = z.strictObject({ name: z.string(), namespace: z.string() });
const percent = z.number().int().min(0).max(100);

function object<Kind extends string, Spec extends z.ZodType>(kind: Kind, spec: Spec) {
  return z.strictObject({ apiVersion: z.literal("gateway.kgateway.dev/v1alpha1"), kind: z.literal(kind), metadata, spec });
}

const grpcService = z.strictObject({
  backendRef: z.strictObject({ group: z.literal("gateway.kgateway.dev"), kind: z.literal("Backend"), name: z.string(), port: z.number().int() }),
  requestTimeout: time.exactOptional(),
  retry: z.strictObject({ attempts: z.number().int().min(0), backoff: z.strictObject({ baseInterval: time, maxInterval: time }) }),
});

const entry = z.union([
  z.strictObject({ type: z.literal("Generic"), generic: z.strictObject({ key: z.string().min(1), value: z.string().min(1) }) }),
  z.strictObject({ type: z.literal("Header"), header: z.string().min(1) }),
  z.strictObject({ type: z.literal("RemoteAddress") }),
]);

const extensionRef = z.strictObject({ name: z.string() });

/** A Backend with hosts. */
export const backend = object(
  "Backend",
  z.strictObject({
    static: z.strictObject({
      hosts: z.array(z.strictObject({ host: z.string().min(1), port: z.number().int() })).min(1),
      appProtocol: z.enum(["http2", "grpc", "grpc-web", "kubernetes.io/h2c", "kubernetes.io/ws"]),
    }),
  }),
);

/** A GatewayExtension with exactly one service. */
export const gatewayExtension = object(
  "GatewayExtension",
  z.union([
    z.strictObject({
      extAuth: z.strictObject({
        grpcService,
        failOpen: z.boolean(),
        statusOnError: z.number().int().min(100).max(511),
        withRequestBody: z
          .strictObject({ maxRequestBytes: z.number().int().min(1), allowPartialMessage: z.boolean(), packAsBytes: z.boolean() })
          .exactOptional(),
      }),
    }),
    z.strictObject({
      rateLimit: z.strictObject({
        grpcService,
        domain: z.string(),
        failOpen: z.boolean(),
        timeout: time,
        xRateLimitHeaders: z.enum(["Off", "DraftVersion03"]),
      }),
    }),
  ]),
);

/** Settings of Backends. */
export const backendConfigPolicy = object(
  "BackendConfigPolicy",
  z.strictObject({
    targetRefs: z
      .array(z.strictObject({ group: z.literal("gateway.kgateway.dev"), kind: z.literal("Backend"), name: z.string() }))
      .min(1)
      .max(16),
    connectTimeout: time,
    http2ProtocolOptions: z.strictObject({ connectionKeepalive: z.strictObject({ interval: time, timeout: time }) }),
    circuitBreakers: z.strictObject({
      maxConnections: z.number().int().min(1),
      maxPendingRequests: z.number().int().min(1),
      maxRequests: z.number().int().min(1),
      maxRetries: z.number().int().min(0),
    }),
    outlierDetection: z.strictObject({ consecutive5xx: z.number().int().min(0), interval: time, baseEjectionTime: time, maxEjectionPercent: percent }),
    tls: z
      .strictObject({
        secretRef: z.strictObject({ name: z.string() }),
        sni: z.string().min(1),
        verifySubjectAltNames: z.array(z.string()),
        alpnProtocols: z.array(z.string()),
      })
      .exactOptional(),
  }),
);

/** What a Gateway's requests go through. */
export const trafficPolicy = object(
  "TrafficPolicy",
  z.strictObject({
    targetRefs: z
      .array(z.strictObject({ group: z.literal("gateway.networking.k8s.io"), kind: z.enum(["Gateway", "HTTPRoute", "GRPCRoute"]), name: z.string() }))
      .min(1)
      .max(16),
    extAuth: z.strictObject({ extensionRef, contextExtensions: z.record(z.string(), z.string()) }).exactOptional(),
    rateLimit: z
      .strictObject({ global: z.strictObject({ descriptors: z.array(z.strictObject({ entries: z.array(entry).min(1) })).min(1), extensionRef }) })
      .exactOptional(),
  }),
);
