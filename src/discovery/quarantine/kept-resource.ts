import { promisify } from "node:util";
import { deflateRaw, inflateRawSync } from "node:zlib";
import type { Random } from "../../kit/clock.ts";
import { openSeal, type SealKey, seal } from "../../kit/seal.ts";
import { type Resource, type ResourceType, resourceTypes } from "../../snapshot/resource.ts";
import type { KeptRecord } from "./quarantine-record.ts";
import { idText } from "./resource-id.ts";

const compress = promisify(deflateRaw);

/** Sealed bytes of one resource may have this length in a record; the store takes a million bytes in all. */
const sealedLimit = 700_000;

/** Nothing that was kept is larger than this once it is inflated, bytes. */
const openedLimit = 67_108_864;

/** What sealing needs. */
export interface KeepOptions {
  readonly view: string;
  readonly sealKey: SealKey;
  readonly random: Random;
}

/** A resource as it is stored; undefined when it is too large for a record, or in the form of a single stream. */
export async function keepResource(resource: Resource, options: KeepOptions): Promise<KeptRecord | undefined> {
  const { type, name, version, warming, onDemand, ttlMs } = resource;
  if (resource.hosts !== undefined) return undefined;
  const sealed = await sealBytes(resource, options);
  if (sealed.data.length > sealedLimit) return undefined;
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
    ...(split !== undefined && hosts !== undefined && { split: { version: split.version, hosts, sealed: await sealBytes(split, options) } }),
  };
}

async function sealBytes(resource: Resource, { view, sealKey, random }: KeepOptions): Promise<KeptRecord["sealed"]> {
  const packed = await compress(resource.bytes);
  return seal(sealKey, packed, { context: contextOf(view, resource), iv: random.bytes(12) }).sealed;
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

function listsOf(resource: Resource): Partial<Record<ResourceType, string[]>> {
  const references = resource.references();
  return Object.fromEntries(resourceTypes.flatMap((type) => (references[type] === undefined ? [] : [[type, [...references[type]]]])));
}
