import { reviewKubeTls } from "../ask/kube-tls-asks.ts";
import { reviewServices } from "../ask/service-asks.ts";
import { reviewPlace } from "../block/kube-service.ts";
import type { Target } from "../target.ts";
import { asks } from "./asks.ts";

/** Contour, an ingress controller of Kubernetes. */
export const contour: Target<typeof asks> = {
  name: "contour",
  title: "Contour",
  summary: "ExtensionServices, and an HTTPProxy with authorization and limits",
  page: "docs/guide/integrate/contour.md",
  asks,
  review: (answers) => [
    ...reviewServices(answers),
    ...reviewKubeTls(answers),
    ...reviewPlace("--ratelimit", { endpoints: answers.ratelimit, namespace: answers.namespace }),
    ...reviewPlace("--authz", { endpoints: answers.authz, namespace: answers.namespace }),
  ],
  generate: async (answers) => (await import("./generate.ts")).generate(answers),
  check: async (answers, world) => (await import("./check.ts")).check(answers, world),
};
