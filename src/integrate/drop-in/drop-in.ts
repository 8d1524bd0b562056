import { reviewServices, reviewTlsFiles } from "../ask/service-asks.ts";
import type { Target } from "../target.ts";
import { asks } from "./asks.ts";

/** The services beside a control plane that is not in this list. */
export const dropIn: Target<typeof asks> = {
  name: "drop-in",
  title: "Any other control plane",
  summary: "the pieces that it has to send: clusters, filters, a virtual host's settings",
  page: "docs/guide/integrate/drop-in.md",
  asks,
  review: (answers) => [...reviewServices(answers), ...reviewTlsFiles(answers)],
  generate: async (answers) => (await import("./generate.ts")).generate(answers),
  check: async (answers, world) => (await import("./check.ts")).check(answers, world),
};
