import { descriptorIdentity } from "../../model/limit/descriptor-identity.ts";
import type { ObjectKey } from "../../model/object/object.ts";
import type { RateLimitDescriptorSpec, RateLimitDomainSpec } from "../../model/object/rate-limit-domain.ts";
import { inputKey, type Parsed } from "../build/inputs.ts";
import type { Finding } from "../node/finding.ts";
import { tenantTitle } from "../node/tenant-title.ts";

/** What the order of RateLimitDomains goes by. */
export interface Aged {
  readonly key: Pick<ObjectKey, "namespace" | "name">;
  readonly createdAt: string;
}

/** The oldest first, then by namespace and name, so that everybody who joins a domain has the same winner. */
export function byAge(left: Aged, right: Aged): number {
  if (left.createdAt !== right.createdAt) return left.createdAt < right.createdAt ? -1 : 1;
  return inputKey(left.key) < inputKey(right.key) ? -1 : 1;
}

/**
 * The descriptors that several objects of one domain speak of. Such objects are joined, as files are with `--limits-merge`; of one descriptor
 * the older has its way, with all that is below it, and the younger is `Conflicted`.
 */
export function domainClashes(parts: readonly Parsed<RateLimitDomainSpec>[]): readonly Finding[] {
  if (parts.length < 2) return [];
  const owners = new Map<string, ObjectKey>();
  return [...parts].sort(byAge).flatMap(({ key, spec }) =>
    (spec.descriptors ?? []).flatMap((descriptor, index): readonly Finding[] => {
      const identity = descriptorIdentity(descriptor);
      const owner = owners.get(identity);
      if (owner === undefined) owners.set(identity, key);
      return owner === undefined || inputKey(owner) === inputKey(key) ? [] : [clashOf({ owner, loser: key, index, path: pathOf(spec.domain, descriptor) })];
    }),
  );
}

interface Clash {
  readonly owner: ObjectKey;
  readonly loser: ObjectKey;
  readonly index: number;
  readonly path: string;
}

function clashOf({ owner, loser, index, path }: Clash): Finding {
  return {
    object: loser,
    pointer: `/spec/descriptors/${index}`,
    condition: "Conflicted",
    code: "LIMIT_CONFLICT",
    detail: `Descriptor ${path} stands in ${tenantTitle(owner, loser)} too, which is older and wins`,
    hint: "Objects of one domain are joined descriptor by descriptor: keep this one, with all that is below it, in one of them",
    involves: [owner],
  };
}

/** As the reference service names it. */
function pathOf(domain: string, { key, value }: RateLimitDescriptorSpec): string {
  const text = value === undefined ? "" : String(value);
  return `${domain}.${key}${text === "" ? "" : `_${text}`}`;
}
