import { reviewServices, reviewTlsFiles } from "../ask/service-asks.ts";
import type { Target } from "../target.ts";
import { asks, type EnvoyEcdsAnswers } from "./asks.ts";

/** Filters of ours, by ECDS, in listeners of somebody else. */
export const envoyEcds: Target<typeof asks> = {
  name: "envoy-ecds",
  title: "One filter in a foreign listener",
  summary: "a filter that asks us for its configuration (ECDS); the rest stays whose it is",
  page: "docs/guide/integrate/envoy.md",
  asks,
  review: (answers) => [...reviewServices(answers), ...reviewTlsFiles(answers), ...reviewToken(answers)],
  generate: async (answers) => (await import("./generate.ts")).generate(answers),
  check: async (answers, world) => (await import("./check.ts")).check(answers, world),
};

function reviewToken({ tokenFile }: EnvoyEcdsAnswers): readonly string[] {
  if (tokenFile === undefined || "text" in tokenFile.content) return [];
  return [`Option --token-file names a file that cannot be read: ${tokenFile.content.fault}`];
}
