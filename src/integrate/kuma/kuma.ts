import { reviewServices, reviewTlsFiles } from "../ask/service-asks.ts";
import type { Target } from "../target.ts";
import { asks } from "./asks.ts";

/** Kuma, on Kubernetes or without (universal). */
export const kuma: Target<typeof asks> = {
  name: "kuma",
  title: "Kuma",
  summary: "a MeshProxyPatch with clusters, filters and descriptors",
  page: "docs/guide/integrate/kuma.md",
  asks,
  review: (answers) => [...reviewServices(answers), ...reviewTlsFiles(answers)],
  generate: async (answers) => (await import("./generate.ts")).generate(answers),
  check: async (answers, world) => (await import("./check.ts")).check(answers, world),
};
