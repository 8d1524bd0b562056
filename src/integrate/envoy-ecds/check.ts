import { listenAddressText } from "../../kit/listen-address.ts";
import { servicesOf } from "../ask/service-asks.ts";
import { clusterNames } from "../block/filters.ts";
import { accessByFiles } from "../block/tls-by-files.ts";
import { checkHostEnvoy } from "../probe/check-host-envoy.ts";
import { checkServices } from "../probe/check-services.ts";
import type { CheckWorld } from "../probe/check-world.ts";
import { reach } from "../probe/reach.ts";
import type { Finding } from "../target.ts";
import type { EnvoyEcdsAnswers } from "./asks.ts";

/** The services, discovery, and one of the proxies. */
export async function check(answers: EnvoyEcdsAnswers, world: CheckWorld): Promise<readonly Finding[]> {
  const services = servicesOf(answers);
  const access = accessByFiles(answers);
  const clusters = [
    "sluice_discovery",
    ...(services.ratelimit === undefined ? [] : [clusterNames.ratelimit]),
    ...(services.authz === undefined ? [] : [clusterNames.authz]),
  ];
  const ofDiscovery =
    access.faults !== undefined
      ? []
      : await Promise.all(
          answers.discovery.map(async (address): Promise<Finding> => {
            const fault = await reach(address, access.tls && { ...access.tls, serverName: access.tls.serverName ?? address.host }, world);
            const subject = `discovery ${listenAddressText(address)}`;
            return fault === undefined ? { subject, state: "good", detail: "It speaks gRPC" } : { subject, state: "bad", ...fault };
          }),
        );
  return [
    ...(await checkServices(services, { ...access, sendsPolicy: false }, world)),
    ...ofDiscovery,
    ...(await checkHostEnvoy({ admin: answers.envoyAdmin, services, clusters, oldest: "1.36.0" }, world)),
  ];
}
