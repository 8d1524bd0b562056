import { reviewKubeTls } from "../ask/kube-tls-asks.ts";
import { reviewServices } from "../ask/service-asks.ts";
import type { Target } from "../target.ts";
import { asks, type EnvoyGatewayAnswers } from "./asks.ts";

/** Envoy Gateway, an implementation of the Gateway API. */
export const envoyGateway: Target<typeof asks> = {
  name: "envoy-gateway",
  title: "Envoy Gateway",
  summary: "a SecurityPolicy with extAuth; an EnvoyPatchPolicy for limits",
  page: "docs/guide/integrate/envoy-gateway.md",
  asks,
  review: (answers) => [...reviewServices(answers), ...reviewKubeTls(answers), ...reviewClient(answers)],
  generate: async (answers) => (await import("./generate.ts")).generate(answers),
  check: async (answers, world) => (await import("./check.ts")).check(answers, world),
};

/** The Secret reaches the proxies with the Backend of the authorization service; a patch alone cannot bring it. */
function reviewClient({ clientSecret, authz }: EnvoyGatewayAnswers): readonly string[] {
  if (clientSecret === undefined || authz.length > 0) return [];
  return ["Option --client-secret needs --authz: Envoy Gateway hands a Secret to its proxies for a Backend only, not for a patch"];
}
