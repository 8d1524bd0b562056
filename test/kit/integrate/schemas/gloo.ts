import { z } from "zod";

/**
 * Gloo's objects, written by hand from solo-io/gloo, projects/gloo/api/v1/{upstream,settings,ssl/ssl}.proto, enterprise/options/{extauth,ratelimit}
 * and solo-io/solo-apis, api/rate-limiter/v1alpha1/ratelimit.proto, state of 2026-08 (version 1.19). Only what is written here; no field besides.
 */
const seconds = z.string().regex(/^\d+(?:\.\d{1,9})?s$/u);
const ref = z.strictObject({ name: z.string(), namespace: z.string() });
const count = z.number().int().min(0);

/** Where a service is. */
export const upstream = z.strictObject({
  apiVersion: z.literal("gloo.solo.io/v1"),
  kind: z.literal("Upstream"),
  metadata: ref,
  spec: z.strictObject({
    useHttp2: z.boolean(),
    static: z.strictObject({ hosts: z.array(z.strictObject({ addr: z.string(), port: z.number().int() })).min(1), useTls: z.boolean().exactOptional() }),
    circuitBreakers: z.strictObject({ maxConnections: count, maxPendingRequests: count, maxRequests: count, maxRetries: count }),
    outlierDetection: z.strictObject({
      consecutiveGatewayFailure: count,
      enforcingConsecutiveGatewayFailure: count,
      interval: seconds,
      baseEjectionTime: seconds,
      maxEjectionPercent: count,
    }),
    connectionConfig: z.strictObject({ connectTimeout: seconds }),
    sslConfig: z
      .strictObject({ secretRef: ref, sni: z.string(), verifySubjectAltName: z.array(z.string()), alpnProtocols: z.array(z.string()) })
      .exactOptional(),
  }),
});

/** What Settings get besides. */
export const settings = z.strictObject({
  spec: z.strictObject({
    ratelimitServer: z
      .strictObject({ ratelimitServerRef: ref, requestTimeout: seconds, denyOnFail: z.boolean(), enableXRatelimitHeaders: z.boolean() })
      .exactOptional(),
    extauth: z
      .strictObject({
        extauthzServerRef: ref,
        requestTimeout: seconds,
        failureModeAllow: z.boolean(),
        transportApiVersion: z.literal("V3"),
        requestBody: z.strictObject({ maxRequestBytes: count, allowPartialMessage: z.boolean(), packAsBytes: z.boolean() }).exactOptional(),
      })
      .exactOptional(),
  }),
});

const action = z.union([
  z.strictObject({ genericKey: z.strictObject({ descriptorValue: z.string() }) }),
  z.strictObject({ requestHeaders: z.strictObject({ headerName: z.string(), descriptorKey: z.string() }) }),
  z.strictObject({ remoteAddress: z.strictObject({}) }),
  z.strictObject({
    headerValueMatch: z.strictObject({
      descriptorValue: z.string(),
      expectMatch: z.boolean(),
      headers: z.array(z.strictObject({ name: z.string(), presentMatch: z.boolean(), invertMatch: z.boolean() })).min(1),
    }),
  }),
]);

/** A virtual host with its options. */
export const virtualService = z.strictObject({
  apiVersion: z.literal("gateway.solo.io/v1"),
  kind: z.literal("VirtualService"),
  metadata: ref,
  spec: z.strictObject({
    virtualHost: z.strictObject({
      domains: z.array(z.string()).min(1),
      options: z.strictObject({
        extauth: z.strictObject({ customAuth: z.strictObject({ contextExtensions: z.record(z.string(), z.string()) }) }).exactOptional(),
        ratelimit: z.strictObject({ rateLimits: z.array(z.strictObject({ actions: z.array(action).min(1) })).min(1) }).exactOptional(),
      }),
      routes: z.array(
        z.strictObject({
          matchers: z.array(z.strictObject({ prefix: z.string() })),
          routeAction: z.strictObject({ single: z.strictObject({ kube: z.strictObject({ ref, port: z.number().int() }) }) }),
        }),
      ),
    }),
  }),
});
