import { createPublicKey, createSecretKey, type KeyObject } from "node:crypto";
import type { WebKey } from "../../../kit/jose/json-web-key.ts";
import type { VerificationKey } from "../../decide/need.ts";

/** A key whose numbers OpenSSL has looked at; its material is a KeyObject. */
export interface OpenKey extends VerificationKey {
  readonly material: KeyObject;
}

/** Makes a key ready to verify; a sentence when its numbers make no key (a point that is not on the curve). */
export function openKey({ id, algorithms, kind, members }: WebKey): OpenKey | { readonly error: string } {
  try {
    const material = kind === "oct" ? createSecretKey(Buffer.from(members["k"] ?? "", "base64url")) : createPublicKey({ key: members, format: "jwk" });
    return { id, algorithms, material };
  } catch (error) {
    return { error: `Key ${id ?? "without name"} cannot be used: ${error instanceof Error ? error.message : String(error)}` };
  }
}
