import { servicesOf } from "../ask/service-asks.ts";
import { inClusterAccess } from "../block/kube.ts";
import { checkHostEnvoy } from "../probe/check-host-envoy.ts";
import { checkApplied } from "../probe/check-kube.ts";
import { checkServices } from "../probe/check-services.ts";
import type { CheckWorld } from "../probe/check-world.ts";
import type { Finding } from "../target.ts";
import type { GlooAnswers } from "./asks.ts";
import { dialect, generate } from "./generate.ts";

/** The services, one of the proxies, and Gloo's objects. */
export async function check(answers: GlooAnswers, world: CheckWorld): Promise<readonly Finding[]> {
  const services = servicesOf(answers);
  const { ratelimit, authz } = services;
  const clusters = [...(ratelimit === undefined ? [] : ["sluice-ratelimit"]), ...(authz === undefined ? [] : ["sluice-authz"])];
  return [
    ...(await checkServices(services, { ...inClusterAccess(answers.tlsSecret), dialect }, world)),
    ...(await checkHostEnvoy({ admin: answers.envoyAdmin, services, clusters }, world)),
    ...(await checkApplied(answers.kubeApi, generate(answers), world)),
  ];
}
