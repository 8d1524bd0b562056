import { z } from "zod";
import type { DeepReadonly } from "../../kit/deep-readonly.ts";
import { duration } from "../object/common.ts";

/** A request is asked about in one gRPC message of 4 MiB at most, which has its headers, too. */
const mostBodyBytes = 3_145_728;

/** How proxies ask who gets in. */
export const askSchema = z.strictObject({
  timeout: duration
    .describe(
      "How long a proxy waits for the decision; of several levels the longest counts. Default: 250ms; 2s where an identity provider is asked about tokens, 5s with a login.",
    )
    .exactOptional(),
  body: z
    .strictObject({
      maxBytes: z
        .int()
        .min(1)
        .max(mostBodyBytes)
        .describe("Longest body that is looked at; a longer one is answered 413. Of several levels the smallest that is written counts. Default: 65536.")
        .exactOptional(),
    })
    .describe("Bodies are sent along. Default: only where a signature covers them, or an expression reads them.")
    .exactOptional(),
  headers: z
    .enum(["all", "needed"])
    .describe("needed: proxies send only the headers that the policy reads, which costs them less; logs and explanations see no others. Default: all.")
    .exactOptional(),
  failOpen: z
    .strictObject({ reason: z.string().min(8).max(1024).describe("Why that is right here, for those who find it later.") })
    .describe("Requests pass while nobody can be asked. In force only where every level says so. Default: they are answered 503.")
    .exactOptional(),
});

/** How proxies ask who gets in. */
export type AskSpec = DeepReadonly<z.output<typeof askSchema>>;
