import type { Descriptor, EnumJson, TypeJson } from "./describe.ts";

/** A message or enum with its place: package, the name inside of it, and the TypeScript name made from that. */
export interface Named {
  /** `envoy.config.cluster.v3.Cluster.DiscoveryType`. */
  readonly full: string;
  /** `envoy.config.cluster.v3`. */
  readonly package: string;
  /** `Cluster_DiscoveryType`. */
  readonly local: string;
  readonly json: TypeJson | EnumJson;
}

/** All messages and enums, nested ones behind the one that holds them, in the descriptor's order. */
export function listNamed(descriptor: Descriptor): Named[] {
  return Object.entries(descriptor.types).flatMap(([full, json]) => {
    const dot = full.lastIndexOf(".");
    return withNested({ full, package: full.slice(0, dot), local: full.slice(dot + 1), json });
  });
}

/** True for an enum. */
export function isEnum(json: TypeJson | EnumJson): json is EnumJson {
  return "values" in json;
}

function withNested(named: Named): Named[] {
  if (isEnum(named.json)) return [named];
  const nested = Object.entries(named.json.nested ?? {}).flatMap(([name, json]) =>
    withNested({ full: `${named.full}.${name}`, package: named.package, local: `${named.local}_${name}`, json }),
  );
  return [named, ...nested];
}
