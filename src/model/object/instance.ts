import { z } from "zod";
import type { DeepReadonly } from "../../kit/deep-readonly.ts";
import { ref } from "./common.ts";
import { endpointFields } from "./service.ts";

/** Fields of an instance's spec. */
export const instanceShape = {
  service: ref.describe("Service (with endpoints.registered) that it is an endpoint of; in the own namespace."),
  ...endpointFields,
  health: z
    .enum(["healthy", "unhealthy", "degraded"])
    .default("healthy")
    .describe("degraded ones are used when too few healthy ones are left, unhealthy ones not at all."),
  draining: z.boolean().default(false).describe("True: no new requests, those in flight finish."),
} as const;

/** Spec of an Instance as it is read: defaults filled in. The object's labels select its versions. */
export type InstanceSpec = DeepReadonly<z.output<z.ZodObject<typeof instanceShape>>>;
