import { nearestName } from "../kit/nearest-name.ts";
import { fleetKinds, type Kind, kinds, type ObjectKey, pluralOf } from "../model/object/object.ts";
import { CliError } from "./exit-code.ts";

/** The kind that a person means: `routes`, `route`, `Route`, `stream-route`. */
export function parseKind(text: string): Kind {
  const plain = text.toLowerCase().replaceAll(/[-_]/gu, "");
  const found = kinds.find((kind) => pluralOf(kind) === plain || kind.toLowerCase() === plain);
  if (found !== undefined) return found;
  const names = kinds.map(pluralOf);
  const meant = nearestName(text, names);
  throw new CliError("ERR_CLI_USAGE", `Kind "${text}" is unknown; ${meant === undefined ? `there are ${names.join(", ")}` : `did you mean ${meant}?`}`);
}

/** The key of an object; what belongs to the fleet has no namespace. */
export function keyFor(kind: Kind, name: string, namespace: string | undefined): ObjectKey {
  return { kind, namespace: fleetKinds.has(kind) ? "" : (namespace ?? "default"), name };
}

/** `Route default/hello` or `NodeGroup edge`, for messages. */
export function titleOf(object: { readonly kind: string; readonly namespace?: string | undefined; readonly name: string }): string {
  return object.namespace === undefined || object.namespace === "" ? `${object.kind} ${object.name}` : `${object.kind} ${object.namespace}/${object.name}`;
}
