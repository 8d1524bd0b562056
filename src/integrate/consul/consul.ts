import { isLoopback } from "../../kit/listen-address.ts";
import { reviewServices, reviewTlsFiles } from "../ask/service-asks.ts";
import type { Target } from "../target.ts";
import { asks, type ConsulAnswers } from "./asks.ts";

/** Consul's service mesh. */
export const consul: Target<typeof asks> = {
  name: "consul",
  title: "Consul",
  summary: "the extension builtin/ext-authz; a public listener of its own for limits",
  page: "docs/guide/integrate/consul.md",
  asks,
  review: (answers) => [...reviewServices(answers), ...reviewTlsFiles(answers), ...reviewExtension(answers)],
  generate: async (answers) => (await import("./generate.ts")).generate(answers),
  check: async (answers, world) => (await import("./check.ts")).check(answers, world),
};

/** The extension takes one address on loopback, in plain text, or a service of the mesh; what is written with limits takes anything. */
function reviewExtension({ ratelimit, authz, authzService, caFile }: ConsulAnswers): readonly string[] {
  if (ratelimit.length > 0) {
    return authzService === undefined
      ? []
      : ["Option --authz-service does not go with --ratelimit: with limits Consul's listener is written whole, and it takes --authz as it is"];
  }
  if (authzService !== undefined || authz.length === 0) return [];
  const complaints: string[] = [];
  if (authz.length > 1 || !authz.every(({ host }) => isLoopback(host)))
    complaints.push(
      "Option --authz must be one address on loopback, because builtin/ext-authz takes no other; run the service beside each sidecar, or give --authz-service",
    );
  if (caFile !== undefined) complaints.push("Option --ca-file does not go with builtin/ext-authz, which speaks to loopback in plain text");
  return complaints;
}
