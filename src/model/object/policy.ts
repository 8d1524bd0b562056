import { z } from "zod";
import type { DeepReadonly } from "../../kit/deep-readonly.ts";
import { dnsLabel, labels } from "./common.ts";

const section = z.string().min(1).max(63).describe("One rule of the route: its name, or the hash of its matches as `describe` shows it.");
const name = dnsLabel.describe("Name of the target, in the policy's namespace.");
const selector = labels.describe("Labels of the targets, in the policy's namespace; every one must be equal.");

const target = z.union([
  z.strictObject({ kind: z.enum(["Gateway", "Service"]), name }),
  z.strictObject({ kind: z.literal("Route"), name, section: section.exactOptional() }),
  z.strictObject({ kind: z.enum(["Gateway", "Route", "Service"]), labels: selector }),
  z.strictObject({ kind: z.literal("Namespace") }),
  z.strictObject({ kind: z.literal("Fleet") }),
]);

/** Fields of a policy object's spec, without the policies themselves. */
export const policyShape = {
  targets: z.array(target).min(1).max(64).describe("What it applies to: objects by kind and name or labels, a rule of a route, the whole namespace, or the fleet."),
  override: z.boolean().default(false).describe("True turns the order round: it wins over what is more specific; among overrides the broadest wins."),
} as const;

/** Spec of a Policy as it is read: defaults filled in, the policy blocks left out. */
export type PolicySpec = DeepReadonly<z.output<z.ZodObject<typeof policyShape>>>;

/** One target of a policy. */
export type PolicyTarget = PolicySpec["targets"][number];
