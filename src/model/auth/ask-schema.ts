import { z } from "zod";
import type { DeepReadonly } from "../../kit/deep-readonly.ts";
import { duration } from "../object/common.ts";

/** A request is asked about in one gRPC message of 4 MiB at most, which has its headers, too. */
const mostBodyBytes = 3_145_728;

/** How proxies ask who gets in. */
export const askSchema = z.strictObject({
  timeout: duration
    .describe(
      "How long a proxy waits for the decision, 10ms to 20s; of several levels the longest counts. A replica has half of it, less what the answer needs for its way (a fifth, 250 ms at most), so that another one can be asked when it hangs: an identity provider has to answer in that time. Default: 250ms; 5s where an identity provider is asked about tokens, 10s with a login.",
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
