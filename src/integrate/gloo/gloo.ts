import { reviewServices } from "../ask/service-asks.ts";
import type { Target } from "../target.ts";
import { asks, type GlooAnswers } from "./asks.ts";

/** Gloo Gateway with its classic API (gloo.solo.io, gateway.solo.io). */
export const gloo: Target<typeof asks> = {
  name: "gloo",
  title: "Gloo",
  summary: "Upstreams, the servers in Settings, and a VirtualService",
  page: "docs/guide/integrate/gloo.md",
  asks,
  review: (answers) => [...reviewServices(answers), ...reviewGloo(answers)],
  generate: async (answers) => (await import("./generate.ts")).generate(answers),
  check: async (answers, world) => (await import("./check.ts")).check(answers, world),
};

function reviewGloo({ domain, tlsSecret, serverName }: GlooAnswers): readonly string[] {
  const complaints: string[] = [];
  if (domain !== "custom")
    complaints.push(`Option --domain must be custom, because Gloo sends no other domain to a rate limit server of one's own, not ${JSON.stringify(domain)}`);
  if (serverName !== undefined && tlsSecret === undefined) complaints.push("Option --server-name needs --tls-secret");
  return complaints;
}
