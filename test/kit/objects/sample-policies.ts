import { z } from "zod";
import { duration, ref } from "../../../src/model/object/common.ts";
import type { PolicySchema } from "../../../src/model/policy-schema.ts";

/** A route policy with two optional fields, one of them nested. */
const samplePatience: PolicySchema = {
  name: "patience",
  side: "route",
  merge: "overlay",
  schema: z.strictObject({
    limit: duration.describe("How long to wait.").exactOptional(),
    after: z
      .strictObject({ count: z.int().min(1).describe("How many.").exactOptional() })
      .describe("When.")
      .exactOptional(),
  }),
  check: (value, pointer) => (value["limit"] === "0s" ? [{ code: "NO_PATIENCE", pointer: `${pointer}/limit`, detail: "Limit is 0s" }] : []),
};

/** A route policy with a reference. */
const sampleCopy: PolicySchema = {
  name: "copy",
  side: "route",
  merge: "overlay",
  schema: z.strictObject({ to: ref.describe("Service that gets copies.").exactOptional() }),
  references: ({ to }) => (to === undefined || to === null ? [] : [{ pointer: "/to", kind: "Service", ref: to as string | { name: string } }]),
};

/** A listener policy. */
const sampleDiary: PolicySchema = {
  name: "diary",
  side: "listener",
  merge: "overlay",
  schema: z.strictObject({ path: z.string().describe("File.").exactOptional() }),
};

/** An upstream policy. */
const sampleFuse: PolicySchema = {
  name: "fuse",
  side: "upstream",
  merge: "overlay",
  schema: z.strictObject({ amperes: z.int().min(1).describe("When it blows.").exactOptional() }),
};

/** A policy of which every level applies. */
export const sampleToll: PolicySchema = {
  name: "toll",
  side: "route",
  merge: "accumulate",
  schema: z.strictObject({ coins: z.int().min(1).describe("What it costs.") }),
};

/** One policy of each side and kind of merging, for tests that want none of the real ones. */
export const samplePolicies: readonly PolicySchema[] = [samplePatience, sampleCopy, sampleDiary, sampleFuse, sampleToll];
