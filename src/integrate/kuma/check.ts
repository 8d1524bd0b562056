import { servicesOf } from "../ask/service-asks.ts";
import { accessByFiles } from "../block/tls-by-files.ts";
import { checkHostEnvoy } from "../probe/check-host-envoy.ts";
import { checkApplied } from "../probe/check-kube.ts";
import { checkServices } from "../probe/check-services.ts";
import type { CheckWorld } from "../probe/check-world.ts";
import { getJson, textAt } from "../probe/get-json.ts";
import { isAtLeast } from "../probe/is-at-least.ts";
import type { Finding } from "../target.ts";
import type { KumaAnswers } from "./asks.ts";
import { generate, patchName } from "./generate.ts";

/** Policies select data planes by label from this version on. */
const oldestKuma = "2.10.0";

/** The services, one of the proxies, and Kuma's object. */
export async function check(answers: KumaAnswers, world: CheckWorld): Promise<readonly Finding[]> {
  const services = servicesOf(answers);
  return [
    ...(await checkServices(services, accessByFiles(answers), world)),
    ...(await checkHostEnvoy({ admin: answers.envoyAdmin, services }, world)),
    ...(await checkApplied(answers.kubeApi, generate(answers), world)),
    ...(answers.kumaApi === undefined ? [] : await checkApi(answers.kumaApi, answers.mesh, world)),
  ];
}

async function checkApi(api: string, mesh: string, world: CheckWorld): Promise<readonly Finding[]> {
  const subject = `Kuma ${api}`;
  const index = await getJson(`${api}/`, world);
  const version = "json" in index ? textAt(index.json, "version") : "";
  if (version === "")
    return [{ subject, state: "bad", detail: "Its REST API does not tell its version", hint: "Is this the address of Kuma's control plane, port 5681?" }];
  const found = await getJson(`${api}/meshes/${mesh}/meshproxypatches/${patchName}`, world);
  const old: Finding = {
    subject,
    state: "bad",
    detail: `It is version ${version}, which selects no data planes by label`,
    hint: `Update it to ${oldestKuma} or newer`,
  };
  const gone: Finding = { subject, state: "bad", detail: `The mesh ${mesh} has no MeshProxyPatch ${patchName}`, hint: "Apply the files of mesh/" };
  const there: Finding = { subject, state: "good", detail: `The mesh ${mesh} has the MeshProxyPatch ${patchName}` };
  return [isAtLeast(version, oldestKuma) ? { subject, state: "good", detail: `It is version ${version}` } : old, "json" in found ? there : gone];
}
