import { z } from "zod";
import type { HashedValue, SealedValue } from "../../kit/seal.ts";
import { formed } from "./common.ts";

/** What stands in place of a secret when it is read, and may be written back to keep it. */
const fingerprint = z.strictObject({
  fingerprint: formed(/^[0-9a-f]{32}$/u, () => ["INVALID_VALUE", "Value is not a fingerprint", "Write it as it was read, or write the secret itself"]).describe(
    "As it was read: keeps the stored secret.",
  ),
});

const keyFingerprint = fingerprint.extend({
  begins: z
    .string()
    .max(8)
    .describe("How the key begins, for people who recognise it by that. Nothing is done with it when it is written back.")
    .exactOptional(),
});

const hashedValue = z.strictObject({ hashed: z.strictObject({ key: z.string(), mac: z.string(), begins: z.string().exactOptional() }) });

const sealedValue = z.strictObject({ sealed: z.strictObject({ key: z.string(), iv: z.string(), data: z.string() }) });

/** A secret as users write it: the text, or the fingerprint of the stored one to keep it. Never read back. */
export function writtenSecret(text: z.ZodType<string>) {
  // Only the text: the fingerprint is what stands there when the object is read.
  return z.union([text.meta({ ...text.meta(), writeOnly: true }), fingerprint]);
}

/** An API key as users write it. It is read back as its fingerprint and its first characters. */
export function writtenKey(text: z.ZodType<string>) {
  return z.union([text.meta({ ...text.meta(), writeOnly: true }), keyFingerprint]);
}

/** A secret as it is stored. */
export const storedSecret = z.union([z.string(), sealedValue]) as z.ZodType<string | SealedValue>;

/** A secret that is kept as a hash, as it is stored. */
export const storedHash = z.union([z.string(), hashedValue]) as z.ZodType<string | HashedValue>;

/** What a secret of an object is bound to when it is sealed: `Certificate/shop/www#/spec/privateKey`. */
export function sealContext(key: { readonly kind: string; readonly namespace: string; readonly name: string }, pointer: string): string {
  return `${key.kind}/${key.namespace}/${key.name}#${pointer}`;
}
