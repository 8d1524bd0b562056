import type { PolicySource } from "../graph/policy/graph-policy.ts";
import { keyText } from "../model/object/object.ts";

/** A block that reaches a route by two of its targets is one block. */
export function distinctSources(sources: readonly PolicySource[]): readonly PolicySource[] {
  return [...new Map(sources.map((source) => [`${keyText(source.origin.object)}${source.origin.pointer}`, source])).values()];
}
