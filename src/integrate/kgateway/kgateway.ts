import { reviewServices } from "../ask/service-asks.ts";
import type { Target } from "../target.ts";
import { asks, type KgatewayAnswers } from "./asks.ts";

/** kgateway, an implementation of the Gateway API. */
export const kgateway: Target<typeof asks> = {
  name: "kgateway",
  title: "kgateway",
  summary: "GatewayExtensions, Backends with their policy, and a TrafficPolicy",
  page: "docs/guide/integrate/kgateway.md",
  asks,
  review: (answers) => [...reviewServices(answers), ...reviewTls(answers)],
  generate: async (answers) => (await import("./generate.ts")).generate(answers),
  check: async (answers, world) => (await import("./check.ts")).check(answers, world),
};

function reviewTls({ tlsSecret, serverName }: KgatewayAnswers): readonly string[] {
  return serverName !== undefined && tlsSecret === undefined ? ["Option --server-name needs --tls-secret"] : [];
}
