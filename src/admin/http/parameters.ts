import { z } from "zod";
import { parseDuration } from "../../kit/duration.ts";
import { type Kind, kinds } from "../../model/object/object.ts";
import { kindOf } from "../resource/kind-paths.ts";
import { type LabelRequirement, parseLabelSelector } from "../resource/label-selector.ts";
import { type FieldTree, parseFields } from "../resource/select-fields.ts";
import { type ETagCondition, parseETagCondition } from "./etag.ts";

// Parameters are texts on the wire. Each schema here checks the text, turns it into a value, and says in `meta` what the OpenAPI
// document shall call it. Messages go on after "has the value X, it".

/** `true` or `false`. */
export const flag = z
  .enum(["true", "false"], { error: "must be true or false" })
  .transform((text) => text === "true")
  .meta({ type: "boolean" });

/** A whole number in a range. */
export function wholeNumber(minimum: number, maximum: number) {
  return z
    .string()
    .regex(/^\d{1,16}$/u, { error: `must be a whole number from ${minimum} to ${maximum}` })
    .transform(Number)
    .refine((value) => value >= minimum && value <= maximum, { error: `must be a whole number from ${minimum} to ${maximum}` })
    .meta({ type: "integer", minimum, maximum });
}

/** One line of text that people wrote. */
export function line(maximum: number) {
  return z
    .string()
    .min(1, { error: "must not be empty" })
    .max(maximum, { error: `must have at most ${maximum} characters` })
    .regex(/^[ -~\u00a0-\uffff]+$/, { error: "must be one line of text without control characters" })
    .refine((text) => text.isWellFormed() && !/[\u2028\u2029]/u.test(text), { error: "must be one line of text without control characters" });
}

const name = z.string().regex(/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/, {
  error: "must be 1 to 63 lower-case letters, digits and hyphens, beginning and ending with a letter or digit",
});

/** Path parameters. */
export const pathParameters = {
  namespace: name.describe("Namespace of the object"),
  name: name.describe("Name of the object"),
  revision: wholeNumber(1, Number.MAX_SAFE_INTEGER).describe("Revision of the commit"),
} as const;

/** Longest time that an answer may be waited for. */
const longestWaitMs = 300_000;

const timeout = z
  .string()
  .transform((text, context): number => {
    const parsed = parseDuration(text);
    if ("ms" in parsed && parsed.ms >= 100 && parsed.ms <= longestWaitMs) return parsed.ms;
    context.addIssue({ code: "custom", message: "must be a duration from 100ms to 5m, for example 5s" });
    return z.NEVER;
  })
  .meta({ type: "string", pattern: "^[1-9][0-9]?s$", example: "5s" });

const labels = z
  .string()
  .transform((text, context): readonly LabelRequirement[] => {
    const requirements = parseLabelSelector(text);
    if (requirements !== undefined) return requirements;
    context.addIssue({ code: "custom", message: "must be requirements such as app=shop,tier!=web,zone,!old" });
    return z.NEVER;
  })
  .meta({ type: "string", pattern: "^[a-z]{1,8}(!?=[a-z]{0,8})?$", example: "app=shop,tier!=web" });

const fields = z
  .string()
  .transform((text, context): FieldTree => {
    const tree = parseFields(text);
    if (tree !== undefined) return tree;
    context.addIssue({ code: "custom", message: "must be paths such as spec.hostnames,labels" });
    return z.NEVER;
  })
  .meta({ type: "string", pattern: "^[a-z]{1,8}([.][a-z]{1,8})?$", example: "spec.hostnames,labels" });

/** Query parameters that several operations share. */
export const queryParameters = {
  status: flag.describe("false: leave out the computed status. Default true").exactOptional(),
  atRevision: wholeNumber(1, Number.MAX_SAFE_INTEGER).describe("The object or list as it was right after this revision; without status").exactOptional(),
  limit: wholeNumber(1, 1000).describe("How many at most; default 100").exactOptional(),
  cursor: z
    .string()
    .regex(/^[A-Za-z0-9_-]{1,2000}$/, { error: "must be the `next` of a page" })
    .describe("`next` of the page before")
    .exactOptional(),
  labels: labels.describe("Only objects whose labels meet every requirement").exactOptional(),
  fields: fields.describe("Only these fields, beside kind, namespace, name and revision").exactOptional(),
  dryRun: flag.describe("true: check everything, tell what would change, change nothing").exactOptional(),
  force: line(500).describe("Replace or delete whatever version is there, for this reason; no If-Match is needed").exactOptional(),
  reason: line(500).describe("Why, for the history; the header X-Sluice-Reason says the same").exactOptional(),
  wait: z
    .literal("programmed", { error: "must be programmed" })
    .describe("Answer when every matching proxy has the change or refused it, or after the timeout")
    .exactOptional(),
  timeout: timeout.describe("How long to wait at most, 100ms to 5m; default 5s").exactOptional(),
} as const;

const etags = z
  .string()
  .transform((text, context): ETagCondition => {
    const condition = parseETagCondition(text);
    if (condition !== undefined) return condition;
    context.addIssue({ code: "custom", message: 'must be *, or entity tags in double quotes such as "12"' });
    return z.NEVER;
  })
  .meta({ type: "string", pattern: '^"[0-9]{1,9}"$', example: '"12"' });

/** Header parameters. */
export const headerParameters = {
  ifMatch: etags.describe("ETag of the version that the change is made for").exactOptional(),
  ifNoneMatch: z.literal("*", { error: "must be * for a change" }).describe("*: only create, never replace").exactOptional(),
  ifNoneMatchRead: etags.describe("Answer 304 when the object still has this ETag; with status=false only").exactOptional(),
  reason: line(500).describe("Why, for the history").exactOptional(),
} as const;

/** A list of kinds, singular or plural. */
export const kindsParameter = z
  .string()
  .transform((text, context): readonly Kind[] => {
    const chosen = text.split(",").map((name) => kindOf(name.trim()));
    if (chosen.every((kind) => kind !== undefined)) return [...new Set(chosen)];
    context.addIssue({ code: "custom", message: `must be kinds separated by commas, of ${kinds.join(", ")}` });
    return z.NEVER;
  })
  .meta({ type: "string", enum: [...kinds] });
