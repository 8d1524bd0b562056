import type { Json } from "../../kit/json.ts";
import { getAtPointer } from "../../kit/json-pointer.ts";
import type { Problem } from "../../kit/problem.ts";
import { isSealed, type SealedValue } from "../../kit/seal.ts";
import { checkPair } from "../check/check-tls-material.ts";
import type { WrittenObject } from "../object/object.ts";
import { sealContext } from "../object/secret-field.ts";
import { isObject } from "../policy/policy-blocks.ts";
import type { Sealer } from "./sealer.ts";
import { mapSecrets } from "./secret-places.ts";

/** An object whose secrets are sealed, or why they cannot be. */
export type SealResult<T> = { readonly kind: "sealed"; readonly object: T } | { readonly kind: "refused"; readonly problems: readonly Problem[] };

/**
 * Seals the secret fields of an object that is about to be stored. A text that is already stored keeps its envelope, so that equal contents
 * stay equal; a `fingerprint` keeps the stored secret when it is that one's; a sealed value (an old revision brought back) stays as it is.
 */
export function sealObject<T extends WrittenObject>(object: T, stored: WrittenObject | undefined, sealer: Sealer): SealResult<T> {
  const problems: Problem[] = [];
  const sealed = mapSecrets(object, (value, pointer) => {
    const context = sealContext(object, pointer);
    const before = storedSecret(stored, pointer);
    if (isSealed(value)) return value;
    if (typeof value === "string") return sealText(value, { before, context, sealer }) as unknown as Json;
    if (before !== undefined && sealer.fingerprint(openText(before, context, sealer), context) === fingerprintIn(value))
      return sealText(before, { before, context, sealer }) as unknown as Json;
    problems.push(cannotKeep(pointer, before !== undefined));
    return value;
  });
  if (problems.length === 0 && object.kind === "Certificate") problems.push(...pairProblems(sealed, sealer));
  return problems.length > 0 ? { kind: "refused", problems } : { kind: "sealed", object: sealed };
}

/** The object as it may be read: every secret is replaced by its fingerprint. */
export function redactObject<T extends WrittenObject>(object: T, sealer: Sealer): T {
  return mapSecrets(object, (value, pointer) => {
    const context = sealContext(object, pointer);
    if (typeof value !== "string" && !isSealed(value)) return value;
    return { fingerprint: sealer.fingerprint(openText(value, context, sealer), context) };
  });
}

interface Sealing {
  readonly before: string | SealedValue | undefined;
  readonly context: string;
  readonly sealer: Sealer;
}

function sealText(value: string | SealedValue, { before, context, sealer }: Sealing): SealedValue {
  const plain = openText(value, context, sealer);
  return isSealed(before) && sealer.open(before, context) === plain ? before : sealer.seal(plain, context);
}

function openText(value: string | SealedValue, context: string, sealer: Sealer): string {
  return typeof value === "string" ? value : sealer.open(value, context);
}

function storedSecret(stored: WrittenObject | undefined, pointer: string): string | SealedValue | undefined {
  const found = getAtPointer(stored, pointer);
  if (!found.found) return undefined;
  return typeof found.value === "string" || isSealed(found.value) ? found.value : undefined;
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
