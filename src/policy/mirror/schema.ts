import { z } from "zod";
import { dnsLabel, ref } from "../../model/object/common.ts";
import type { PolicyReference } from "../../model/policy-schema.ts";

/** Copies of requests for services whose answers nobody waits for. */
export const mirrorSchema = z.strictObject({
  to: z
    .array(
      z.strictObject({
        service: ref.describe("Service that gets the copies."),
        version: dnsLabel.describe("One version of it; default: all endpoints.").exactOptional(),
        percent: z.number().min(0).max(100).describe("Share of the requests, in steps of 0.0001. Default: 100.").exactOptional(),
      }),
    )
    .min(1)
    .max(8)
    .describe("Where copies go. Their Host gets -shadow at its end.")
    .exactOptional(),
});

/** What users write. */
export type MirrorSpec = z.output<typeof mirrorSchema>;

/** The services that a block names. */
export function mirrorReferences(spec: MirrorSpec): readonly PolicyReference[] {
  return (spec.to ?? []).map(({ service }, index) => ({ pointer: `/to/${index}/service`, kind: "Service", ref: service }));
}
