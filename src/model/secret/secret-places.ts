import type { Json, JsonObject } from "../../kit/json.ts";
import { appendPointer } from "../../kit/json-pointer.ts";
import type { Kind, WrittenObject } from "../object/object.ts";
import { isObject } from "../policy/policy-blocks.ts";

/** JSON Pointers of the secret fields of each kind; `*` stands for every member. */
const fields: Readonly<Partial<Record<Kind, readonly string[]>>> = { Certificate: ["/spec/privateKey"], Secret: ["/spec/data/*"] };

/** Where an object of this kind holds secrets: JSON Pointers in which `*` stands for every member. */
export function secretFields(kind: Kind): readonly string[] {
  return fields[kind] ?? [];
}

/** True where a value may be a secret, or hold one: at the secret fields of a kind, above and below them. */
export function isSecretPlace(kind: Kind, pointer: string): boolean {
  const segments = pointer.split("/");
  return secretFields(kind).some((field) => field.split("/").every((part, index) => index >= segments.length || part === "*" || part === segments[index]));
}

/** A copy of the object with every secret field changed by `change`; the object itself when its kind has none. */
export function mapSecrets<T extends Pick<WrittenObject, "kind" | "spec">>(object: T, change: (value: Json, pointer: string) => Json): T {
  const paths = secretFields(object.kind).map((field) => field.split("/").slice(2));
  if (paths.length === 0) return object;
  const spec = paths.reduce((changed, path) => mapAt(changed, path, { pointer: "/spec", change }), object.spec as Json);
  return { ...object, spec: spec as JsonObject };
}

interface Change {
  readonly pointer: string;
  readonly change: (value: Json, pointer: string) => Json;
}

function mapAt(value: Json, path: readonly string[], { pointer, change }: Change): Json {
  const [segment, ...rest] = path;
  if (segment === undefined) return change(value, pointer);
  if (!isObject(value)) return value;
  const members = Object.entries(value).map(([name, member]): readonly [string, Json] => {
    const concerned = segment === "*" || segment === name;
    return [name, concerned ? mapAt(member, rest, { pointer: appendPointer(pointer, name), change }) : member];
  });
  return Object.fromEntries(members);
}
