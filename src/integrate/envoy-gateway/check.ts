import { servicesOf } from "../ask/service-asks.ts";
import { clusterNames } from "../block/filters.ts";
import { kubeAccess } from "../block/kube.ts";
import { checkHostEnvoy } from "../probe/check-host-envoy.ts";
import { checkApplied } from "../probe/check-kube.ts";
import { checkServices } from "../probe/check-services.ts";
import type { CheckWorld } from "../probe/check-world.ts";
import type { Finding } from "../target.ts";
import type { EnvoyGatewayAnswers } from "./asks.ts";
import { generate } from "./generate.ts";

/** The services, one of the proxies, and Envoy Gateway's objects. */
export async function check(answers: EnvoyGatewayAnswers, world: CheckWorld): Promise<readonly Finding[]> {
  const services = servicesOf(answers);
  const { ratelimit, authz } = services;
  // Envoy Gateway names the cluster of a SecurityPolicy after the policy.
  const clusters = [
    ...(ratelimit === undefined ? [] : [clusterNames.ratelimit]),
    ...(authz === undefined ? [] : [`securitypolicy/${answers.namespace}/sluice-authz/extauth/0`]),
  ];
  return [
    ...(await checkServices(services, kubeAccess(answers), world)),
    // Limits stand in the filter itself, which Envoy knows from 1.36 on and older versions pass over without a word.
    ...(await checkHostEnvoy({ admin: answers.envoyAdmin, services, clusters, oldest: "1.36.0" }, world)),
    ...(await checkApplied(answers.kubeApi, generate(answers), world)),
  ];
}
