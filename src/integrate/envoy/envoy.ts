import { reviewServices, reviewTlsFiles } from "../ask/service-asks.ts";
import type { Target } from "../target.ts";
import { asks } from "./asks.ts";

/** Any Envoy that is started with a file. */
export const envoy: Target<typeof asks> = {
  name: "envoy",
  title: "Any Envoy, static configuration",
  summary: "a bootstrap whose listener asks the services; no control plane",
  page: "docs/guide/integrate/envoy.md",
  asks,
  review: (answers) => [...reviewServices(answers), ...reviewTlsFiles(answers)],
  generate: async (answers) => (await import("./generate.ts")).generate(answers),
  check: async (answers, world) => (await import("./check.ts")).check(answers, world),
};
