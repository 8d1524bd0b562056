import type { Json, JsonObject } from "../../kit/json.ts";
import { appendPointer } from "../../kit/json-pointer.ts";
import type { Kind, WrittenObject } from "../object/object.ts";
import { isObject } from "../policy/policy-blocks.ts";

/** How a secret is kept: sealed, to be opened where it is used; or as a hash, because it is only ever compared – of a key that many have, with its first characters. */
export type SecretClass = "sealed" | "hashed" | "key";

/** JSON Pointers of the secret fields of each kind; `*` stands for every member. */
const fields: Readonly<Partial<Record<Kind, Readonly<Record<string, SecretClass>>>>> = {
  Certificate: { "/spec/privateKey": "sealed" },
  Secret: { "/spec/data/*": "sealed" },
  Consumer: { "/spec/credentials/*/apiKey/value": "key", "/spec/credentials/*/basic/password": "hashed", "/spec/credentials/*/signature/secret": "sealed" },
};

/** Where an object of this kind holds secrets: JSON Pointers in which `*` stands for every member. */
export function secretFields(kind: Kind): readonly string[] {
  return Object.keys(fields[kind] ?? {});
}

/** True where a value may be a secret, or hold one: at the secret fields of a kind, above and below them. */
export function isSecretPlace(kind: Kind, pointer: string): boolean {
  const segments = pointer.split("/");
  return secretFields(kind).some((field) => field.split("/").every((part, index) => index >= segments.length || part === "*" || part === segments[index]));
}

/** What becomes of a secret field's value; `pointer` is that of the field. */
export type SecretChange = (value: Json, pointer: string, kept: SecretClass) => Json;

/** A copy of the object with every secret field changed by `change`; the object itself when its kind has none. */
export function mapSecrets<T extends Pick<WrittenObject, "kind" | "spec">>(object: T, change: SecretChange): T {
  const places = Object.entries(fields[object.kind] ?? {});
  if (places.length === 0) return object;
  const spec = places.reduce<Json>((changed, [field, kept]) => {
    const place = { pointer: "/spec", change: (value: Json, pointer: string) => change(value, pointer, kept) };
    return mapAt(changed, field.split("/").slice(2), place);
  }, object.spec);
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
