import type { Json } from "../../kit/json.ts";
import { getAtPointer } from "../../kit/json-pointer.ts";
import type { Problem } from "../../kit/problem.ts";
import { type HashedValue, isHashed, isSealed, type SealedValue } from "../../kit/seal.ts";
import { checkPair } from "../check/check-tls-material.ts";
import { keyBeginning } from "../object/key-beginning.ts";
import type { WrittenObject } from "../object/object.ts";
import { sealContext } from "../object/secret-field.ts";
import { isObject } from "../policy/policy-blocks.ts";
import type { Sealer } from "./sealer.ts";
import { mapSecrets, type SecretClass } from "./secret-places.ts";

/** An object whose secrets are sealed, or why they cannot be. */
export type SealResult<T> = { readonly kind: "sealed"; readonly object: T } | { readonly kind: "refused"; readonly problems: readonly Problem[] };

/** A secret as it is stored, or a text that was not stored yet. */
type StoredSecret = string | SealedValue | HashedValue;

/**
 * Seals or hashes the secret fields of an object that is about to be stored. A text that is already stored keeps its form, so that equal contents
 * stay equal; a `fingerprint` keeps the stored secret when it is that one's; a stored form (an old revision brought back) stays as it is.
 */
export function sealObject<T extends WrittenObject>(object: T, stored: WrittenObject | undefined, sealer: Sealer): SealResult<T> {
  const problems: Problem[] = [];
  const sealed = mapSecrets(object, (value, pointer, kept) => {
    const place: SecretPlace = { context: sealContext(object, pointer), sealer, kept };
    const before = storedSecret(stored, pointer);
    if (isStoredForm(value)) return value;
    if (typeof value === "string") return storedForm(value, before, place) as unknown as Json;
    if (before !== undefined && fingerprintOf(before, place) === fingerprintIn(value)) return storedForm(before, before, place) as unknown as Json;
    problems.push(cannotKeep(pointer, before !== undefined));
    return value;
  });
  if (problems.length === 0 && object.kind === "Certificate") problems.push(...pairProblems(sealed, sealer));
  return problems.length > 0 ? { kind: "refused", problems } : { kind: "sealed", object: sealed };
}

/** The object as it may be read: every secret is replaced by its fingerprint. */
export function redactObject<T extends WrittenObject>(object: T, sealer: Sealer): T {
  return mapSecrets(object, (value, pointer, kept) => {
    if (typeof value !== "string" && !isStoredForm(value)) return value;
    const begins = beginningOf(value, kept);
    return { fingerprint: fingerprintOf(value, { context: sealContext(object, pointer), sealer, kept }), ...(begins !== undefined && { begins }) };
  });
}

interface SecretPlace {
  readonly context: string;
  readonly sealer: Sealer;
  readonly kept: SecretClass;
}

function storedForm(value: StoredSecret, before: StoredSecret | undefined, place: SecretPlace): SealedValue | HashedValue {
  const { context, sealer, kept } = place;
  if (isHashed(value)) return value;
  const plain = comparable(value, place);
  if (kept !== "sealed" && typeof value === "string") return hashOf(value, place);
  return isSealed(before) && sealer.open(before, context) === plain ? before : sealer.seal(plain, context);
}

function fingerprintOf(value: StoredSecret, place: SecretPlace): string {
  return place.sealer.fingerprint(comparable(value, place), place.context);
}

/** What tells whether two secrets are equal: the text, or of one that is kept as a hash its hash. */
function comparable(value: StoredSecret, { context, sealer, kept }: SecretPlace): string {
  if (isHashed(value)) {
    sealer.checkHash(value, context);
    return value.hashed.mac;
  }
  if (isSealed(value)) return sealer.open(value, context);
  return kept === "sealed" ? value : sealer.hash(value).hashed.mac;
}

function hashOf(value: string, { sealer, kept }: SecretPlace): HashedValue {
  const { hashed } = sealer.hash(value);
  const begins = beginningOf(value, kept);
  return { hashed: { ...hashed, ...(begins !== undefined && { begins }) } };
}

/** How a key begins; undefined of other secrets, and of a key of which it was not kept. */
function beginningOf(value: StoredSecret, kept: SecretClass): string | undefined {
  if (isHashed(value)) return value.hashed.begins;
  return kept === "key" && typeof value === "string" ? keyBeginning(value) : undefined;
}

function storedSecret(stored: WrittenObject | undefined, pointer: string): StoredSecret | undefined {
  const found = getAtPointer(stored, pointer);
  if (!found.found) return undefined;
  return typeof found.value === "string" || isStoredForm(found.value) ? found.value : undefined;
}

function isStoredForm(value: unknown): value is SealedValue & Json {
  return isSealed(value) || isHashed(value);
}

function fingerprintIn(value: Json): unknown {
  return isObject(value) ? value["fingerprint"] : undefined;
}

function cannotKeep(pointer: string, exists: boolean): Problem {
  const detail = exists ? "Fingerprint is not that of the stored secret" : "Fingerprint keeps a stored secret, and none is stored here";
  return { code: "UNKNOWN_FINGERPRINT", pointer, detail, hint: "Write the secret itself" };
}

/** A chain may have been changed while its key was kept. */
function pairProblems(object: WrittenObject, sealer: Sealer): readonly Problem[] {
  const { chain, privateKey } = object.spec;
  if (typeof chain !== "string" || !isSealed(privateKey)) return [];
  return checkPair(chain, sealer.open(privateKey, sealContext(object, "/spec/privateKey")));
}
