import { servicesOf } from "../ask/service-asks.ts";
import { kubeAccess } from "../block/kube.ts";
import { checkHostEnvoy } from "../probe/check-host-envoy.ts";
import { checkApplied } from "../probe/check-kube.ts";
import { checkServices } from "../probe/check-services.ts";
import type { CheckWorld } from "../probe/check-world.ts";
import type { Finding } from "../target.ts";
import type { ContourAnswers } from "./asks.ts";
import { generate } from "./generate.ts";

/** The services, one of the proxies, and Contour's objects. */
export async function check(answers: ContourAnswers, world: CheckWorld): Promise<readonly Finding[]> {
  const services = servicesOf(answers);
  const { ratelimit, authz } = services;
  const clusters = [
    ...(ratelimit === undefined ? [] : [`extension/${answers.namespace}/sluice-ratelimit`]),
    ...(authz === undefined ? [] : [`extension/${answers.namespace}/sluice-authz`]),
  ];
  return [
    ...(await checkServices(services, kubeAccess(answers), world)),
    ...(await checkHostEnvoy({ admin: answers.envoyAdmin, services, clusters }, world)),
    ...(await checkApplied(answers.kubeApi, generate(answers), world)),
  ];
}
