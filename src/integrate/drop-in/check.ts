import { servicesOf } from "../ask/service-asks.ts";
import { accessByFiles } from "../block/tls-by-files.ts";
import { checkHostEnvoy } from "../probe/check-host-envoy.ts";
import { checkServices } from "../probe/check-services.ts";
import type { CheckWorld } from "../probe/check-world.ts";
import type { Finding } from "../target.ts";
import type { DropInAnswers } from "./asks.ts";

/** The services, and an Envoy when its admin interface is named. */
export async function check(answers: DropInAnswers, world: CheckWorld): Promise<readonly Finding[]> {
  const services = servicesOf(answers);
  const ofServices = await checkServices(services, accessByFiles(answers), world);
  return [...ofServices, ...(await checkHostEnvoy({ admin: answers.envoyAdmin, services }, world))];
}
