import { servicesOf } from "../ask/service-asks.ts";
import { accessByFiles } from "../block/tls-by-files.ts";
import { checkHostEnvoy } from "../probe/check-host-envoy.ts";
import { checkServices } from "../probe/check-services.ts";
import type { CheckWorld } from "../probe/check-world.ts";
import { getJson, listAt, textAt } from "../probe/get-json.ts";
import { isAtLeast } from "../probe/is-at-least.ts";
import type { Finding } from "../target.ts";
import type { ConsulAnswers } from "./asks.ts";

/** The extension builtin/ext-authz is there from this version on. */
const oldestConsul = "1.16.0";

/** The services, one of the sidecars, and Consul's configuration entry. */
export async function check(answers: ConsulAnswers, world: CheckWorld): Promise<readonly Finding[]> {
  const services = servicesOf(answers);
  const isExtension = services.ratelimit === undefined;
  // The extension brings a cluster of Consul's own name, or none when it is an upstream.
  const clusters = isExtension ? (answers.authzService === undefined ? ["local_ext_authz"] : []) : undefined;
  return [
    ...(await checkServices(services, { ...accessByFiles(answers), sendsPolicy: !isExtension }, world)),
    ...(await checkHostEnvoy({ admin: answers.envoyAdmin, services, ...(clusters !== undefined && { clusters }) }, world)),
    ...(answers.consulApi === undefined ? [] : await checkApi(answers, answers.consulApi, world)),
  ];
}

async function checkApi({ service, ratelimit }: ConsulAnswers, api: string, world: CheckWorld): Promise<readonly Finding[]> {
  const subject = `Consul ${api}`;
  const self = await getJson(`${api}/v1/agent/self`, world);
  const version = "json" in self ? textAt(self.json, "Config", "Version") : "";
  if (version === "")
    return [{ subject, state: "bad", detail: "Its HTTP API does not tell its version", hint: "Is this the address of a Consul agent, port 8500?" }];
  if (!isAtLeast(version, oldestConsul))
    return [{ subject, state: "bad", detail: `It is version ${version}, which has no builtin/ext-authz`, hint: `Update it to ${oldestConsul} or newer` }];
  const good: Finding = { subject, state: "good", detail: `It is version ${version}` };
  if (ratelimit.length > 0) return [good];
  const entry = await getJson(`${api}/v1/config/service-defaults/${service}`, world);
  const names = "json" in entry ? listAt(entry.json, "EnvoyExtensions").map((extension) => textAt(extension, "Name")) : [];
  if (names.includes("builtin/ext-authz")) return [good, { subject, state: "good", detail: `The service ${service} has the extension builtin/ext-authz` }];
  return [good, { subject, state: "bad", detail: `The service ${service} has no extension builtin/ext-authz`, hint: "Write mesh/service-defaults.json" }];
}
