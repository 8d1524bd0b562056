import { z } from "zod";
import type { DeepReadonly } from "../../kit/deep-readonly.ts";
import { backend, duration, hostname, parentRef } from "./common.ts";

/** Fields of a stream route's spec. */
export const streamRouteShape = {
  parents: z.array(parentRef).min(1).max(32).describe("Gateways and their listeners of protocol tcp, tls or udp."),
  hostnames: z.array(hostname).min(1).max(256).describe("SNI names, exact or `*.` wildcard; tls listeners only. Default: every one.").exactOptional(),
  backends: z.array(backend).min(1).max(64).describe("Services that get the connections, by weight."),
  idleTimeout: duration
    .describe("How long nothing may be sent before the connection is closed; 0 means forever. Default: Envoy's 1h for TCP, 1m for UDP.")
    .exactOptional(),
} as const;

/** Spec of a StreamRoute as it is read: defaults filled in. */
export type StreamRouteSpec = DeepReadonly<z.output<z.ZodObject<typeof streamRouteShape>>>;
