import type { z } from "zod";
import type { JsonObject } from "../kit/json.ts";
import type { Problem } from "../kit/problem.ts";
import type { Ref } from "./object/common.ts";
import type { Kind } from "./object/object.ts";

/** The side of the proxy that a policy changes. */
export type PolicySide = "listener" | "route" | "upstream";

/** A reference that a policy block makes, for example the services of a mirror. */
export interface PolicyReference {
  /** RFC 6901 pointer into the block. */
  readonly pointer: string;
  readonly kind: Kind;
  readonly ref: Ref;
}

/**
 * The model's half of a policy: what users write, and what is wrong with it. The fields of an `overlay` policy should all be optional
 * (`.exactOptional()`), because a block may set one of them and leave the others to a broader level; `null` in place of any optional field
 * unsets what a broader level says, and is taken out before the schema and `check` see the block.
 */
export interface PolicySchema {
  /** The block's key in a spec, in camelCase: `circuitBreaker`. */
  readonly name: string;
  readonly side: PolicySide;
  readonly merge: "overlay" | "accumulate";
  /** A strict object; every field is described, because the reference and OpenAPI come from it. */
  readonly schema: z.ZodType;
  /** What the schema cannot say of one block; asked only for blocks that the schema takes. `pointer` is the block's. */
  check?(value: JsonObject, pointer: string): readonly Problem[];
  /** The references in a block that the schema takes. */
  references?(value: JsonObject): readonly PolicyReference[];
}
