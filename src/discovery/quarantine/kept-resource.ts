import { promisify } from "node:util";
import { deflateRaw, inflateRawSync } from "node:zlib";
import type { Random } from "../../kit/clock.ts";
import type { JsonObject } from "../../kit/json.ts";
import { openSeal, type SealKey, seal } from "../../kit/seal.ts";
import { type Resource, type ResourceType, resourceTypes } from "../../snapshot/resource.ts";
import type { PlansPort } from "./plans-port.ts";
import type { KeptRecord } from "./quarantine-record.ts";
import { idText } from "./resource-id.ts";

const compress = promisify(deflateRaw);

/** Sealed bytes of one resource may have this length in a record; the store takes a million bytes in all. */
const sealedLimit = 700_000;

/** Nothing that was kept is larger than this once it is inflated, bytes. */
const openedLimit = 67_108_864;

/** What sealing needs. */
interface SealOptions {
  readonly view: string;
  readonly sealKey: SealKey;
  readonly random: Random;
}

/** What keeping a resource needs. */
export interface KeepOptions extends SealOptions {
  readonly plans: PlansPort;
}

/** A resource as it is stored; undefined when it is too large for a record, or in the form of a single stream. */
export async function keepResource(resource: Resource, options: KeepOptions): Promise<KeptRecord | undefined> {
  const { type, name, version, warming, onDemand, ttlMs } = resource;
  if (resource.hosts !== undefined) return undefined;
  const sealed = await sealBytes(resource.bytes, contextOf(options.view, resource), options);
  if (sealed.data.length > sealedLimit) return undefined;
  const plans = await sealPlans(resource, options);
  const split = resource.split?.();
  const { hosts } = split ?? {};
  return {
    type,
    name,
    version,
    warming,
    ...(onDemand !== undefined && { onDemand }),
    ...(ttlMs !== undefined && { ttlMs }),
    references: listsOf(resource),
    sealed,
    ...(plans !== undefined && sealed.data.length + plans.data.length <= sealedLimit && { plans }),
    ...(split !== undefined &&
      hosts !== undefined && { split: { version: split.version, hosts, sealed: await sealBytes(split.bytes, contextOf(options.view, split), options) } }),
  };
}

async function sealBytes(bytes: Uint8Array, context: string, { sealKey, random }: SealOptions): Promise<KeptRecord["sealed"]> {
  return seal(sealKey, await compress(bytes), { context, iv: random.bytes(12) }).sealed;
}

async function sealPlans(resource: Resource, options: KeepOptions): Promise<KeptRecord["sealed"] | undefined> {
  const plans = options.plans.plansOf(resource);
  return plans === undefined ? undefined : sealBytes(Buffer.from(JSON.stringify(plans)), plansContext(options.view, resource), options);
}

/** The plans that a kept resource names; undefined: none were kept. Throws a `SealError` when they were sealed with another key, or are damaged. */
export function openPlans(kept: KeptRecord, { view, sealKey }: Pick<KeepOptions, "view" | "sealKey">): JsonObject | undefined {
  if (kept.plans === undefined) return undefined;
  return JSON.parse(Buffer.from(openBytes(kept.plans, { context: plansContext(view, kept), sealKey })).toString("utf8")) as JsonObject;
}

/** The resource of a record. Throws a `SealError` when it was sealed with another key, or is damaged. */
export function openKept(kept: KeptRecord, { view, sealKey }: Pick<KeepOptions, "view" | "sealKey">): Resource {
  const { type, name, version, warming, onDemand, ttlMs, split } = kept;
  const references = Object.fromEntries(Object.entries(kept.references).map(([key, names]) => [key, new Set(names)]));
  const open = (sealed: KeptRecord["sealed"], of: string): Uint8Array => openBytes(sealed, { context: contextOf(view, { type, name, version: of }), sealKey });
  const common = { type, name, warming: "none", origins: () => [] } as const;
  const bare: Resource | undefined = split && {
    ...common,
    version: split.version,
    hosts: split.hosts,
    bytes: open(split.sealed, split.version),
    references: () => ({}),
  };
  return {
    ...common,
    version,
    warming,
    ...(onDemand !== undefined && { onDemand }),
    ...(ttlMs !== undefined && { ttlMs }),
    bytes: open(kept.sealed, version),
    references: () => references,
    ...(bare !== undefined && { split: () => bare }),
  };
}

function openBytes(sealed: KeptRecord["sealed"], { context, sealKey }: { readonly context: string; readonly sealKey: SealKey }): Uint8Array {
  return Uint8Array.from(inflateRawSync(openSeal(sealKey, { sealed }, context), { maxOutputLength: openedLimit }));
}

function contextOf(view: string, { type, name, version }: Pick<Resource, "type" | "name" | "version">): string {
  return `quarantine ${idText({ view, type, name })} ${version}`;
}

function plansContext(view: string, resource: Pick<Resource, "type" | "name" | "version">): string {
  return `plans of ${contextOf(view, resource)}`;
}

function listsOf(resource: Resource): Partial<Record<ResourceType, string[]>> {
  const references = resource.references();
  return Object.fromEntries(resourceTypes.flatMap((type) => (references[type] === undefined ? [] : [[type, [...references[type]]]])));
}
