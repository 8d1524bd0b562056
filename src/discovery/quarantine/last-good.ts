import { type Resource, type ResourceType, resourceTypes } from "../../snapshot/resource.ts";
import type { Known } from "../subscription/action.ts";
import type { AttributionPort } from "./attribution.ts";
import type { GoodVersions } from "./good-versions.ts";
import { type KeepOptions, keepResource } from "./kept-resource.ts";
import type { KeptRecord, ResourceRecord } from "./quarantine-record.ts";
import { type HeldResource, refusalIn } from "./quarantine-table.ts";
import type { Sighting } from "./refusal-inbox.ts";
import type { ResourceId } from "./resource-id.ts";

/** At most so many resources are kept beside a last good one. */
const besideLimit = 64;

/** Where last good versions come from, and what keeping them needs. */
export interface LastGoodSources extends Omit<KeepOptions, "view"> {
  readonly good: GoodVersions;
  readonly attribution: Pick<AttributionPort, "candidateOf">;
}

/**
 * What stays in force for a refused version: what the proxy that refuses it has, what its record says, or what some other proxy of the view
 * took last. Without any of these it is not known: then nothing is put in its place, so that nobody loses what this replica has not seen.
 */
export async function lastGoodOf(
  sighting: Pick<Sighting, "id" | "version"> & { readonly held: Known },
  before: HeldResource | undefined,
  sources: LastGoodSources,
): Promise<Pick<ResourceRecord, "lastGood" | "beside">> {
  const { id, held, version } = sighting;
  const isGood = (resource: Resource): boolean => resource.version !== version && refusalIn(before, resource.version) === undefined;
  if (typeof held === "object" && isGood(held)) return keep(id, held, sources);
  if (before !== undefined && before.record.lastGood !== "unknown") return before.record;
  const good = sources.good.get(id.view, id.type, id.name);
  if (typeof good === "object") return isGood(good) ? keep(id, good, sources) : unknown;
  return { lastGood: good === "none" && held === undefined ? "none" : "unknown", beside: [] };
}

const unknown = { lastGood: "unknown", beside: [] } satisfies Pick<ResourceRecord, "lastGood" | "beside">;

async function keep(id: ResourceId, resource: Resource, sources: LastGoodSources): Promise<Pick<ResourceRecord, "lastGood" | "beside">> {
  const options = { view: id.view, sealKey: sources.sealKey, random: sources.random, plans: sources.plans };
  const lastGood = await keepResource(resource, options);
  if (lastGood === undefined) return unknown;
  const beside: KeptRecord[] = [];
  for (const companion of companionsOf(id, resource, sources).slice(0, besideLimit)) {
    const kept = await keepResource(companion, options);
    if (kept !== undefined) beside.push(kept);
  }
  return { lastGood, beside };
}

/** What a last good version refers to, however far, that the view has no more. */
function companionsOf({ view }: ResourceId, resource: Resource, { good, attribution }: LastGoodSources): readonly Resource[] {
  const found = new Map<string, Resource>();
  const visit = (one: Resource): void => {
    for (const [type, name] of referencesOf(one)) {
      const key = `${type} ${name}`;
      const companion = found.has(key) || attribution.candidateOf({ view, type, name }) !== "absent" ? undefined : good.get(view, type, name);
      if (typeof companion !== "object") continue;
      found.set(key, companion);
      visit(companion);
    }
  };
  visit(resource);
  return [...found.values()];
}

function referencesOf(resource: Resource): readonly (readonly [type: ResourceType, name: string])[] {
  const references = resource.references();
  return resourceTypes.flatMap((type) => [...(references[type] ?? [])].map((name) => [type, name] as const));
}
