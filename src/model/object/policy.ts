import { z } from "zod";
import type { DeepReadonly } from "../../kit/deep-readonly.ts";
import { complaint, shown } from "../check/complaint.ts";
import { dnsLabel, labels } from "./common.ts";
import { exclusive } from "./exclusive.ts";

const targetKind = z
  .enum(["Gateway", "Route", "Service"], {
    error: ({ input }) =>
      input === "StreamRoute"
        ? complaint("NOT_IN_THIS_VERSION", "Targets of kind StreamRoute are not in this version", "Target the Gateway")
        : complaint("INVALID_VALUE", `Value ${shown(input)} is not a kind of target`, "Kinds of target: Gateway, Route, Service, Namespace, Fleet"),
  })
  .describe("Kind of the target.");

const namedTarget = {
  name: dnsLabel.describe("Name of the target, in the policy's namespace."),
  section: z.string().min(1).max(63).describe("One rule of a route: its name, or the hash of its matches. Default: the whole object.").exactOptional(),
} as const;

const target = z.union([
  exclusive(
    { kind: targetKind },
    { name: namedTarget, labels: { labels: labels.describe("Labels of the targets, in the policy's namespace; every one must be equal.") } },
  ),
  z.strictObject({ kind: z.literal("Namespace").describe("Everything in the policy's namespace.") }),
  z.strictObject({ kind: z.literal("Fleet").describe("Everything that there is; for admins.") }),
]);

/** Fields of a policy object's spec, without the policies themselves. */
export const policyShape = {
  targets: z
    .array(target)
    .min(1)
    .max(64)
    .describe("What it applies to: objects by kind and name or labels, a rule of a route, the whole namespace, or the fleet."),
  override: z.boolean().default(false).describe("True turns the order round: it wins over what is more specific; among overrides the broadest wins."),
} as const;

/** Spec of a Policy as it is read: defaults filled in, the policy blocks left out. */
export type PolicySpec = DeepReadonly<z.output<z.ZodObject<typeof policyShape>>>;

/** One target of a policy. */
export type PolicyTarget = PolicySpec["targets"][number];
