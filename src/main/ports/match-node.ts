import type { NodeCredential, NodeIdentity } from "../../discovery/fleet/node-identity.ts";
import { getAtPointer } from "../../kit/json-pointer.ts";
import type { NodeGroupSpec } from "../../model/object/node-group.ts";

/** A node group as admission sees it. */
export interface AdmittingGroup {
  readonly name: string;
  /** ISO 8601; the oldest of several groups that fit has the node. */
  readonly createdAt: string;
  readonly spec: NodeGroupSpec;
}

/** Whether what a node says of itself fits the group: every condition. */
export function matchesGroup(node: NodeIdentity, { match }: NodeGroupSpec): boolean {
  if (match.ids !== undefined && !match.ids.some((pattern) => fits(pattern, node.id))) return false;
  if (match.clusters !== undefined && !match.clusters.some((pattern) => fits(pattern, node.cluster))) return false;
  const { region, zone, sub_zone: subZone } = match.locality ?? {};
  const place = [
    [region, node.region],
    [zone, node.zone],
    [subZone, node.subZone],
  ] as const;
  if (place.some(([wanted, is]) => wanted !== undefined && wanted !== is)) return false;
  return Object.entries(match.metadata ?? {}).every(([name, value]) => metadataText(node, name) === value);
}

/** Whether a credential admits a node to the group; `tokenGroups` are those of its verified token. */
export function isAdmitted({ name, spec }: AdmittingGroup, credential: NodeCredential, tokenGroups: readonly string[]): boolean {
  return spec.admit.some((way) => {
    if (way === "token") return tokenGroups.includes(name);
    if (way === "loopback") return credential.loopback;
    return credential.certificate?.subjectAltNames.some((san) => fits(way.mtls.san, san)) === true;
  });
}

/** `*` stands for any characters. */
function fits(pattern: string, text: string): boolean {
  const parts = pattern.split("*").map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/gu, "\\$&"));
  return new RegExp(`^${parts.join(".*")}$`, "su").test(text);
}

/** A member of the metadata by its name, or by the path `a.b` where no member has that name; numbers and booleans as their text. */
function metadataText({ metadata }: NodeIdentity, name: string): string | undefined {
  const direct = Object.hasOwn(metadata, name) ? metadata[name] : undefined;
  const found = direct === undefined ? getAtPointer(metadata, `/${name.split(".").join("/")}`) : { found: true as const, value: direct };
  if (!found.found) return undefined;
  const { value } = found;
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean" ? String(value) : undefined;
}
