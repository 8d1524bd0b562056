import { reviewServices, reviewTlsFiles } from "../ask/service-asks.ts";
import type { Target } from "../target.ts";
import { asks } from "./asks.ts";

/** Istio, with sidecars or gateways. */
export const istio: Target<typeof asks> = {
  name: "istio",
  title: "Istio",
  summary: "a provider and an AuthorizationPolicy; EnvoyFilters for limits",
  page: "docs/guide/integrate/istio.md",
  asks,
  review: (answers) => [...reviewServices(answers), ...reviewTlsFiles(answers)],
  generate: async (answers) => (await import("./generate.ts")).generate(answers),
  check: async (answers, world) => (await import("./check.ts")).check(answers, world),
};
