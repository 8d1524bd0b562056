import { inputKey } from "../../graph/build/inputs.ts";
import { clusterParts } from "../../graph/build/resolve.ts";
import { certificateSecretName, trustSecretName } from "../../graph/node/secret-node.ts";
import { referencesOf } from "../../model/check/references.ts";
import type { Model } from "../../model/model.ts";
import type { ObjectKey } from "../../model/object/object.ts";
import type { World } from "../fleet/world.ts";

/** The node groups whose proxies an object can reach; empty for one that is in force nowhere. */
export function groupsOf(world: World, model: Model, key: ObjectKey): readonly string[] {
  const object = world.inputs[key.kind].get(inputKey(key));
  const all = [...world.graph.nodeGroups.entries()].map(([, group]) => group.key.name);
  if (object === undefined) return [];
  switch (key.kind) {
    case "NodeGroup":
      return [key.name];
    case "Gateway":
      return [model.specOf("Gateway", object).nodeGroup];
    case "Route":
    case "StreamRoute":
      return gatewayGroups(world, model, referencesOf(object, model));
    case "Service":
      return usersOf(world, all, (name) => sameService(name, key));
    case "Instance":
      return referencesOf(object, model).flatMap(({ target }) => usersOf(world, all, (name) => sameService(name, target)));
    case "Certificate":
      return all.filter((group) => world.graph.groupSecrets.has(`${group}|${certificateSecretName(key.namespace, key.name)}`));
    case "TrustBundle":
      return all.filter((group) => world.graph.groupSecrets.has(`${group}|${trustSecretName(key.namespace, key.name)}`));
    case "EnvoyPatch":
      return patchGroups(model.specOf("EnvoyPatch", object).nodeGroup, all);
    case "Policy":
      return all;
    case "Consumer":
    case "RateLimitDomain":
    case "Revocation":
    case "Secret":
      return [];
  }
}

function gatewayGroups(world: World, model: Model, references: ReturnType<typeof referencesOf>): readonly string[] {
  const groups = references
    .filter(({ usage }) => usage === "attach")
    .flatMap(({ target }) => {
      const gateway = world.inputs.Gateway.get(inputKey(target));
      return gateway === undefined ? [] : [model.specOf("Gateway", gateway).nodeGroup];
    });
  return [...new Set(groups)];
}

function usersOf(world: World, groups: readonly string[], uses: (cluster: string) => boolean): readonly string[] {
  const found = new Set<string>();
  for (const [, { group, name }] of world.graph.groupClusters.entries()) if (!found.has(group) && uses(name)) found.add(group);
  return groups.filter((group) => found.has(group));
}

function sameService(cluster: string, service: ObjectKey): boolean {
  const parts = clusterParts(cluster).service;
  return parts.namespace === service.namespace && parts.name === service.name;
}

function patchGroups(group: string | undefined, all: readonly string[]): readonly string[] {
  return group === undefined ? all : [group];
}
