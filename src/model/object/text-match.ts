import { z } from "zod";
import { checkRe2 } from "../../kit/re2/check-re2.ts";
import { checkRe2Substitution } from "../../kit/re2/rewrite.ts";
import { complaint, shown } from "../check/complaint.ts";

const text = z.string().min(1).max(4096);

/** An RE2 expression, checked as Envoy will. */
export const regexText = text
  .refine((pattern) => checkRe2(pattern) === undefined, {
    error: ({ input }) => {
      const problem = checkRe2(String(input));
      return complaint("INVALID_REGEX", `Regular expression ${shown(input)} is not valid in RE2: ${problem?.message ?? ""}`, problem?.hint);
    },
  })
  .describe("Regular expression in RE2's grammar; it must match the whole text.");

/** An expression and what stands in place of each find; checked against each other. */
export const regexRewrite = z
  .strictObject({
    pattern: regexText.describe("Regular expression in RE2's grammar that is looked for in the path."),
    substitution: z.string().max(4096).describe("What stands in place of each find; \\1 to \\9 are the groups of the pattern, \\0 the whole find."),
  })
  .superRefine(({ pattern, substitution }, context) => {
    const problem = checkRe2(pattern) === undefined ? checkRe2Substitution(pattern, substitution) : undefined;
    if (problem === undefined) return;
    context.addIssue({
      code: "custom",
      path: ["substitution"],
      message: complaint("INVALID_REGEX", `Substitution ${shown(substitution)} is not valid: ${problem.message}`, problem.hint),
    });
  });

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
