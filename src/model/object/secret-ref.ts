import { z } from "zod";
import type { DeepReadonly } from "../../kit/deep-readonly.ts";
import { dnsLabel } from "./common.ts";

/** One entry of a Secret, which stands in the same namespace: nobody uses another namespace's secrets. */
export const secretRef = z.strictObject({
  name: dnsLabel.describe("Name of a Secret of this namespace."),
  entry: z
    .string()
    .regex(/^[A-Za-z0-9._-]{1,253}$/u)
    .describe("Name of the entry in its data."),
});

/** One entry of a Secret. */
export type SecretRef = DeepReadonly<z.output<typeof secretRef>>;
