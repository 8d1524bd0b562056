import { z } from "zod";
import { nearestName } from "../../kit/nearest-name.ts";
import { complaint, shown } from "../check/complaint.ts";
import { dnsLabel, labels } from "./common.ts";
import { fleetKinds, type Kind, kinds } from "./object.ts";

const kindName = z.enum(kinds, {
  error: ({ input }) => {
    const nearest = typeof input === "string" ? nearestName(input, kinds) : undefined;
    return complaint("UNKNOWN_KIND", `Kind ${shown(input)} is not known`, nearest === undefined ? `Kinds: ${kinds.join(", ")}` : `Did you mean ${nearest}?`);
  },
});

/** What the server adds when an object is read; accepted and not looked at when it is written, so that what was read may be written back. */
const readOnly = {
  revision: z.int().min(0).meta({ description: "Revision of the last change.", readOnly: true }).exactOptional(),
  createdAt: z.string().meta({ description: "When it was created: ISO 8601, UTC.", readOnly: true }).exactOptional(),
  updatedAt: z.string().meta({ description: "When it was last changed: ISO 8601, UTC.", readOnly: true }).exactOptional(),
  owner: z.string().meta({ description: "Name of the token that created it.", readOnly: true }).exactOptional(),
  status: z.record(z.string(), z.unknown()).meta({ description: "Computed when it is read.", readOnly: true }).exactOptional(),
} as const;

const namespace = dnsLabel.describe("Namespace; default: default.").exactOptional();

/** What stands around a spec, for an object of any kind: `spec` is not looked into. */
export const envelope = z.strictObject({
  kind: kindName.describe("Kind of the object."),
  name: dnsLabel.describe("Name, unique among the objects of its kind and namespace."),
  namespace,
  labels: labels.describe("Labels; policies, versions and gateways select by them.").exactOptional(),
  spec: z.record(z.string(), z.unknown()).describe("What is wanted."),
  ...readOnly,
});

/** Fields of an object of one kind, around its spec. */
export function objectSchema(kind: Kind, spec: z.ZodType): z.ZodType {
  const { namespace: inNamespace, ...others } = envelope.shape;
  const place = fleetKinds.has(kind) ? {} : { namespace: inNamespace };
  return z.strictObject({ ...others, kind: z.literal(kind).describe("Kind of the object."), ...place, spec: spec.describe("What is wanted.") });
}
