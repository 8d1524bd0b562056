import { parseAllDocuments, stringify } from "yaml";
import { codec } from "../../../src/gen/codec.ts";
import type { MessageName } from "../../../src/gen/messages.ts";
import { toJson } from "../../../src/gen/to-json.ts";
import { sealKey } from "../../../src/kit/seal.ts";
import { allFindings } from "../../../src/main/fleet/check-write.ts";
import { World } from "../../../src/main/fleet/world.ts";
import { createModel, type Model } from "../../../src/model/model.ts";
import { keyText, type StoredObject } from "../../../src/model/object/object.ts";
import type { AnyPolicy } from "../../../src/policy/policy.ts";
import { policies as registry } from "../../../src/policy/registry.ts";
import { limitClusterName, type RoleEndpoints } from "../../../src/xds/cluster/role-cluster.ts";
import { type ResourceType, resourceTypes, typeUrls } from "../../../src/xds/encoded-resource.ts";

/** Key of tests: 32 bytes that mean nothing. */
export const testSealKey = sealKey(new Uint8Array(32).fill(7));

/** Where tests say that the roles are which proxies ask. */
const testRoles = new Map<string, RoleEndpoints>([[limitClusterName, { places: [{ kind: "tcp", host: "127.0.0.1", port: 18_001 }], trust: undefined }]]);

/** What objects become. */
export interface Translation {
  readonly world: World;
  /** Resources in proto3 JSON by type, then by `group|name`. */
  readonly resources: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  /** `Kind/namespace/name /pointer CODE: detail`. */
  readonly findings: readonly string[];
}

/** The model with every policy of the registry. */
export function testModel(policies: readonly AnyPolicy[] = registry): Model {
  return createModel(policies);
}

/** Reads objects as users write them; later ones are younger. Throws with all violations when one is refused. */
export function readObjects(yaml: string, model: Model = testModel()): readonly StoredObject[] {
  return parseAllDocuments(yaml).map((document, index) => {
    const parsed = model.parse(document.toJS());
    if (parsed.kind === "refused") throw new Error(`Document ${index}: ${JSON.stringify(parsed.problems, undefined, 2)}`);
    const at = new Date(Date.UTC(2026, 0, 1, 0, 0, index)).toISOString();
    return { ...parsed.object, revision: index + 1, createdAt: at, updatedAt: at, owner: "test" };
  });
}

/** Translates objects from nothing. */
export function translate(yaml: string, policies: readonly AnyPolicy[] = registry): Translation {
  const model = testModel(policies);
  const world = new World({ model, policies, sealKey: testSealKey, roles: testRoles });
  const objects = readObjects(yaml, model);
  world.replace(objects);
  world.engine.flush();
  const findings = objects.flatMap((object) =>
    allFindings(world, keyText(object))
      .filter((finding) => keyText(finding.object) === keyText(object))
      .map((finding) => `${keyText(finding.object)} ${finding.pointer} ${finding.code}: ${finding.detail}`),
  );
  return { world, resources: resourcesOf(world), findings };
}

/** The translation as the text of a golden file. */
export function goldenText(yaml: string, policies: readonly AnyPolicy[] = registry): string {
  const { resources, findings } = translate(yaml, policies);
  return stringify({ ...(findings.length > 0 && { findings }), ...resources }, { lineWidth: 160, aliasDuplicateObjects: false });
}

function resourcesOf(world: World): Translation["resources"] {
  const byType: Record<string, Record<string, unknown>> = {};
  for (const type of resourceTypes) {
    // The hosts stand in their tables.
    if (type === "runtime" || type === "virtual-host") continue;
    for (const [key, { resource }] of world.resources.views[type].entries()) {
      if (resource !== undefined) byType[type] = { ...byType[type], [key]: messageJson(type, resource.bytes) };
    }
  }
  return byType;
}

/** Private keys do not belong into files. */
function messageJson(type: ResourceType, bytes: Uint8Array): unknown {
  const name = typeUrls[type].slice("type.googleapis.com/".length) as MessageName;
  const json = toJson(name, codec(name).decode(bytes));
  return type === "secret" ? JSON.parse(JSON.stringify(json, (key, value: unknown) => (key === "private_key" ? "(hidden)" : value))) : json;
}
