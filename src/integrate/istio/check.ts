import { servicesOf } from "../ask/service-asks.ts";
import { clusterNames } from "../block/filters.ts";
import { accessByFiles } from "../block/tls-by-files.ts";
import { checkHostEnvoy } from "../probe/check-host-envoy.ts";
import { checkApplied } from "../probe/check-kube.ts";
import { checkServices } from "../probe/check-services.ts";
import type { CheckWorld } from "../probe/check-world.ts";
import type { Finding } from "../target.ts";
import type { IstioAnswers } from "./asks.ts";
import { authzClusterName, generate } from "./generate.ts";

/** The services, one of the proxies, and Istio's objects. */
export async function check(answers: IstioAnswers, world: CheckWorld): Promise<readonly Finding[]> {
  const services = servicesOf(answers);
  const { ratelimit, authz } = services;
  const { caFile, envoyAdmin, kubeApi } = answers;
  const access = accessByFiles({ ...answers, caFile: caFile === undefined ? undefined : { path: "--ca-file", content: { text: caFile } } });
  const clusters = [...(ratelimit === undefined ? [] : [clusterNames.ratelimit]), ...(authz === undefined ? [] : [authzClusterName(authz)])];
  return [
    ...(await checkServices(services, access, world)),
    ...(await checkHostEnvoy({ admin: envoyAdmin, services, clusters }, world)),
    ...(await checkApplied(kubeApi, generate(answers), world)),
  ];
}
