import { inputKey } from "../../graph/build/inputs.ts";
import { admitsGateways } from "../../graph/build/projections.ts";
import { clusterName } from "../../graph/build/resolve.ts";
import { certificateSecretName, trustSecretName } from "../../graph/node/secret-node.ts";
import { referencesOf } from "../../model/check/references.ts";
import type { Model } from "../../model/model.ts";
import type { ObjectKey } from "../../model/object/object.ts";
import type { World } from "../fleet/world.ts";

/** The node groups whose proxies an object can reach; empty for one that is in force nowhere. */
export function groupsOf(world: World, model: Model, key: ObjectKey): readonly string[] {
  const object = world.written(key);
  const all = [...world.graph.nodeGroups.entries()].map(([, group]) => group.key.name);
  if (object === undefined) return [];
  switch (key.kind) {
    case "NodeGroup":
      return [key.name];
    case "Gateway":
      return gatewayGroup(world, model, key);
    case "Route":
    case "StreamRoute":
      return gatewayGroups(world, model, referencesOf(object, model));
    case "Service":
      return serviceGroups(world, model, key);
    case "Instance":
      return referencesOf(object, model).flatMap(({ target }) => serviceGroups(world, model, target));
    case "Certificate":
      return all.filter((group) => world.graph.groupSecrets.has(`${group}|${certificateSecretName(key.namespace, key.name)}`));
    case "TrustBundle":
      return all.filter((group) => world.graph.groupSecrets.has(`${group}|${trustSecretName(key.namespace, key.name)}`));
    case "EnvoyPatch":
      return patchGroups(model.specOf("EnvoyPatch", object).nodeGroup, all);
    case "Policy":
      return all;
    case "RateLimitDomain":
      return all.filter((group) =>
        world.graph.limitConfigs.get(`${group}|${model.specOf("RateLimitDomain", object).domain}`)?.parts.some((part) => inputKey(part.key) === inputKey(key)),
      );
    case "Consumer":
    case "Revocation":
    case "Secret":
      return [];
  }
}

function gatewayGroups(world: World, model: Model, references: ReturnType<typeof referencesOf>): readonly string[] {
  const groups = references.filter(({ usage }) => usage === "attach").flatMap(({ target }) => gatewayGroup(world, model, target));
  return [...new Set(groups)];
}

/** None where the group does not serve gateways of the namespace. */
function gatewayGroup(world: World, model: Model, key: ObjectKey): readonly string[] {
  const gateway = world.inputs.Gateway.get(inputKey(key));
  if (gateway === undefined) return [];
  const { nodeGroup } = model.specOf("Gateway", gateway);
  const group = world.graph.nodeGroups.get(`/${nodeGroup}`);
  return group !== undefined && admitsGateways(group.spec, key.namespace) ? [nodeGroup] : [];
}

/** The groups that one of the service's clusters is sent to: it has one for each version, and one for all endpoints. */
function serviceGroups(world: World, model: Model, key: ObjectKey): readonly string[] {
  const service = world.inputs.Service.get(inputKey(key));
  if (service === undefined) return [];
  const versions = Object.keys(model.specOf("Service", service).versions ?? {});
  const clusters = [undefined, ...versions].map((version) => clusterName({ service: key, version }));
  const groups = [...world.graph.nodeGroups.entries()].map(([, group]) => group.key.name);
  return groups.filter((group) => clusters.some((cluster) => world.graph.groupClusters.has(`${group}|${cluster}`)));
}

function patchGroups(group: string | undefined, all: readonly string[]): readonly string[] {
  return group === undefined ? all : [group];
}
