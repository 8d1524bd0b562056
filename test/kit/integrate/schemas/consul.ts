import { z } from "zod";

/**
 * Consul's configuration entry `service-defaults` with the extension builtin/ext-authz, and a sidecar's registration with the escape hatches of its
 * listener and bootstrap, written by hand from hashicorp/consul, agent/envoyextensions/builtin/ext-authz/structs.go, agent/xds/listeners.go
 * and command/connect/envoy/bootstrap_config.go, state of 2026-08 (version 1.22). Only what is written here; no field besides.
 */
const timeout = z.string().regex(/^\d+(?:ms|s)$/u);

const target = z.union([
  // addr() of the extension takes localhost and 127.0.0.1 alone.
  z.strictObject({ URI: z.string().regex(/^(?:localhost|127\.0\.0\.1):\d+$/u), Timeout: timeout }),
  z.strictObject({ Service: z.strictObject({ Name: z.string() }), Timeout: timeout }),
]);

const extension = z.strictObject({
  Name: z.literal("builtin/ext-authz"),
  Required: z.boolean(),
  Arguments: z.strictObject({
    ProxyType: z.literal("connect-proxy"),
    ListenerType: z.enum(["inbound", "outbound"]),
    Config: z.strictObject({
      GrpcService: z.strictObject({ Target: target }),
      IncludePeerCertificate: z.boolean(),
      StatusOnError: z.number().int(),
      WithRequestBody: z.strictObject({ MaxRequestBytes: z.number().int(), AllowPartialMessage: z.boolean(), PackAsBytes: z.boolean() }).exactOptional(),
    }),
  }),
});

/** The configuration entry. */
export const serviceDefaults = z.strictObject({
  Kind: z.literal("service-defaults"),
  Name: z.string(),
  Protocol: z.enum(["http", "http2", "grpc"]),
  EnvoyExtensions: z.array(extension).length(1),
});

/** A registration. */
export const sidecar = z.strictObject({
  service: z.strictObject({
    kind: z.literal("connect-proxy"),
    name: z.string(),
    port: z.number().int(),
    proxy: z.strictObject({
      destination_service_name: z.string(),
      config: z.strictObject({ protocol: z.literal("http"), envoy_public_listener_json: z.string(), envoy_extra_static_clusters_json: z.string() }),
    }),
  }),
});
