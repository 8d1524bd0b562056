import type { AuthSpec } from "./auth-schema.ts";
import { readsIn } from "./expression/reads-in.ts";

/** Namespaces of metadata that a block of the policy reads, in order: proxies send those, and no others. */
export interface MetadataReads {
  /** Of what filters have left of the request. */
  readonly request: readonly string[];
  /** Of the route's own. */
  readonly route: readonly string[];
}

const known = new WeakMap<AuthSpec, MetadataReads>();

/** What of metadata the expressions of a block read. One block stands on many entries; its expressions are compiled once. */
export function metadataReads(spec: AuthSpec): MetadataReads {
  const before = known.get(spec);
  if (before !== undefined) return before;
  const reads = readsOf(spec);
  known.set(spec, reads);
  return reads;
}

function readsOf({ authorize }: AuthSpec): MetadataReads {
  const reads = (authorize?.rules ?? []).flatMap(({ when = "" }) => (when.includes("metadata") ? readsIn(when) : []));
  const namesIn = (wanted: string): readonly string[] => [...new Set(reads.flatMap(({ path, name }) => (path === wanted ? (name ?? []) : [])))].sort();
  return { request: namesIn("request.metadata"), route: namesIn("request.route_metadata") };
}
