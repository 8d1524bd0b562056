import { type ResourceType, resourceTypes } from "../../snapshot/resource.ts";

/** One resource of one view. */
export interface ResourceId {
  /** `edge|envoy`. */
  readonly view: string;
  readonly type: ResourceType;
  readonly name: string;
}

/** One text for a resource of a view: `edge|envoy/route/default/web/http`. */
export function idText({ view, type, name }: ResourceId): string {
  return `${view}/${type}/${name}`;
}

/** Reads what `idText` wrote; undefined for anything else. A view has no slash, a name may have many. */
export function parseId(text: string): ResourceId | undefined {
  const [view = "", type = ""] = text.split("/", 2);
  const known = resourceTypes.find((candidate) => candidate === type);
  return known === undefined || !view.includes("|") ? undefined : { view, type: known, name: text.slice(view.length + type.length + 2) };
}
