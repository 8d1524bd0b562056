import { z } from "zod";
import { complaint } from "../check/complaint.ts";

type Shape = z.core.$ZodLooseShape;
type Strict<S extends Shape> = z.ZodObject<S, z.core.$strict>;
type KeysOf<V> = V extends unknown ? keyof V : never;

/** Of each variant its own fields, and of every other one's fields the promise that they are absent. */
export type Exclusive<Common extends Shape, Variants extends Readonly<Record<string, Shape>>, Direction extends "input" | "output"> = {
  [Name in keyof Variants]: (Direction extends "output" ? z.output<Strict<Common & Variants[Name]>> : z.input<Strict<Common & Variants[Name]>>) & {
    readonly [Other in Exclude<KeysOf<Variants[keyof Variants]>, keyof Variants[Name]>]?: never;
  };
}[keyof Variants];

/** Code of the complaint about such a choice: its detail names the key of each option, in order, separated by commas; an option without key is empty. */
export const choiceCode = "CHOICE";

/** Whether fields that a schema does not know are refused (what users write) or left out (what was stored, where policies stand beside). */
export type UnknownFields = "refuse" | "drop";

/** An object schema that refuses or drops what it does not know. */
function objectWith<S extends Shape>(shape: S, unknownFields: UnknownFields): z.ZodObject<S> {
  return unknownFields === "refuse" ? z.strictObject(shape) : z.object(shape);
}

/**
 * An object that holds exactly one of several keys (each key's variant may bring further fields), beside common ones. A variant without
 * fields means that none of the keys is needed. The type of the result is a union in which every other key is absent, so both
 * `"redirect" in rule` and `rule.redirect !== undefined` narrow it.
 */
export function exclusive<Common extends Shape, Variants extends Readonly<Record<string, Shape>>>(
  common: Common,
  variants: Variants,
  unknownFields: UnknownFields = "refuse",
): z.ZodType<Exclusive<Common, Variants, "output">, Exclusive<Common, Variants, "input">> {
  const options = Object.values(variants).map((variant) => objectWith({ ...common, ...variant }, unknownFields));
  const keys = Object.keys(variants).map((name) => (Object.keys(variants[name] ?? {}).length > 0 ? name : ""));
  const union = z.union(options, { error: () => complaint(choiceCode, keys.join(",")) });
  return union as unknown as z.ZodType<Exclusive<Common, Variants, "output">, Exclusive<Common, Variants, "input">>;
}
