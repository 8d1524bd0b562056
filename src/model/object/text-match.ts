import { z } from "zod";

const text = z.string().min(1).max(4096);

/** RE2 expression; must match the whole text. */
export const regexText = text.describe("Regular expression in RE2's grammar; it must match the whole text.");

/** The ways to compare a text, as variants of an exclusive choice. */
export const textMatchVariants = {
  exact: { exact: z.string().max(4096).describe("The whole text.") },
  prefix: { prefix: text.describe("How the text starts.") },
  suffix: { suffix: text.describe("How the text ends.") },
  contains: { contains: text.describe("What stands anywhere in the text.") },
  regex: { regex: regexText },
} as const;

/** As {@link textMatchVariants}, for values that a request may lack. */
export const namedMatchVariants = {
  ...textMatchVariants,
  present: { present: z.literal(true).describe("Any value, also an empty one.") },
} as const;
