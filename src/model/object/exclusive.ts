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

/** Code of the complaint about such a choice; its detail names the keys, separated by commas. */
export const choiceCode = "ONE_OF";
/** As {@link choiceCode}, where none of the keys is needed. */
export const optionalChoiceCode = "AT_MOST_ONE_OF";

/**
 * An object that holds exactly one of several keys (each key's variant may bring further fields), beside common ones. A variant without
 * fields means that none of the keys is needed. The type of the result is a union in which every other key is absent, so both
 * `"redirect" in rule` and `rule.redirect !== undefined` narrow it.
 */
export function exclusive<Common extends Shape, Variants extends Readonly<Record<string, Shape>>>(
  common: Common,
  variants: Variants,
): z.ZodType<Exclusive<Common, Variants, "output">, Exclusive<Common, Variants, "input">> {
  const options = Object.values(variants).map((variant) => z.strictObject({ ...common, ...variant }));
  const keys = Object.keys(variants).filter((name) => Object.keys(variants[name] ?? {}).length > 0);
  const code = keys.length === options.length ? choiceCode : optionalChoiceCode;
  const union = z.union(options, { error: () => complaint(code, keys.join(",")) });
  return union as unknown as z.ZodType<Exclusive<Common, Variants, "output">, Exclusive<Common, Variants, "input">>;
}
