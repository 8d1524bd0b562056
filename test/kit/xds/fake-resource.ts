import protobuf from "protobufjs/light.js";
import type { Resource, ResourceType } from "../../../src/snapshot/resource.ts";

/** What a made-up resource is like; everything has a default. */
export interface FakeResourceOptions {
  readonly version?: string;
  readonly warming?: Resource["warming"];
  readonly references?: Partial<Record<ResourceType, readonly string[]>>;
  readonly bytes?: Uint8Array;
}

/** A resource whose content nobody looks at: the protocol sees names, versions and references only. */
export function fakeResource(type: ResourceType, name: string, options: FakeResourceOptions = {}): Resource {
  const { version = "v1", warming = "none", references = {}, bytes = fakeBytes(name, version) } = options;
  const sets = Object.fromEntries(Object.entries(references).map(([key, names]) => [key, new Set(names)]));
  return { type, name, version, bytes, warming, references: () => sets, origins: () => [] };
}

/** Field 1 of every served type is its name; field 100 of none is anything, and is skipped. */
function fakeBytes(name: string, version: string): Uint8Array {
  return protobuf.Writer.create().uint32(10).string(name).uint32(802).string(version).finish().slice();
}

/** A cluster that finds its endpoints by EDS. */
export function edsCluster(name: string, version = "v1"): Resource {
  return fakeResource("cluster", name, { version, warming: "endpoints", references: { endpoint: [name] } });
}

/** A route table that sends to clusters. */
export function fakeRoute(name: string, clusters: readonly string[], version = "v1"): Resource {
  return fakeResource("route", name, { version, references: { cluster: clusters } });
}
