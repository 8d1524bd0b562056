import { z } from "zod";
import type { DeepReadonly } from "../../kit/deep-readonly.ts";
import { allowedFrom } from "./common.ts";

/** Fields of a trust bundle's spec. */
export const trustBundleShape = {
  certificates: z.string().min(1).max(1_048_576).describe("PEM: the certificates of the authorities to trust."),
  allowedFrom: allowedFrom.describe("Namespaces whose gateways and services may use it, beside its own; default: none.").exactOptional(),
} as const;

/** Spec of a TrustBundle as it is read. */
export type TrustBundleSpec = DeepReadonly<z.output<z.ZodObject<typeof trustBundleShape>>>;
