import type { Origin } from "../../model/object/object.ts";
import type { Finding } from "./finding.ts";

/** The settings that a policy's slots have in one node group. */
export interface SlotNode {
  /** The setting of the first slot, of the second, and so on. */
  readonly settings: readonly string[];
  /** Who set them. */
  readonly origins: readonly (readonly Origin[])[];
  /** Settings that found no slot. */
  readonly homeless: readonly Finding[];
}
