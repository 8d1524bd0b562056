import type protobuf from "protobufjs/light.js";
import type { FieldPlan } from "../../gen/json-plan.ts";
import type { Broken } from "./violation.ts";
import type { Walk } from "./walk.ts";

/** A message as seen through reflection. */
export type Fields = Readonly<Record<string, unknown>>;

/** Asks one present value at the place where the walk stands. */
export type ValueVisit = (value: unknown, walk: Walk) => void;

/** What is asked of one field. */
export interface FieldVisit {
  /** Asks a present value; the walk stands on the field. `undefined`: nothing is asked. */
  readonly present: ValueVisit | undefined;
  /** What is broken when the field is absent. */
  readonly absent: readonly Broken[];
  /** The value that an absent field has. */
  readonly fallback: unknown;
}

/** Asks a message; passed around, because messages and fields hold each other. */
export type MessageVisit = (type: protobuf.Type, message: Fields, walk: Walk) => void;

/** The rules of one kind, or of nested kinds, by name. */
export type FieldRules = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/** What a field's visit is made from. */
export interface FieldSource {
  readonly field: FieldPlan;
  /** `ClusterValidationError.ConnectTimeout`. */
  readonly title: string;
  readonly rules: FieldRules;
  readonly visitMessage: MessageVisit;
}
