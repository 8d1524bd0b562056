import { createHash, createHmac, hash as oneShot, timingSafeEqual } from "node:crypto";

/** A content hash as 32 hexadecimal digits (the first 128 bits of SHA-256): equal bytes, equal version, on every replica (P6). */
export function contentHash(...parts: readonly (string | Uint8Array)[]): string {
  const [only] = parts;
  if (parts.length === 1 && only !== undefined) return oneShot("sha256", only, "hex").slice(0, 32);
  const hash = createHash("sha256");
  for (const part of parts) hash.update(part);
  return hash.digest("hex").slice(0, 32);
}

/** A keyed content hash as 32 hexadecimal digits: versions of secrets, which must not tell anything about their content. */
export function keyedHash(key: Uint8Array, ...parts: readonly (string | Uint8Array)[]): string {
  const hmac = createHmac("sha256", key);
  for (const part of parts) hmac.update(part);
  return hmac.digest("hex").slice(0, 32);
}

/** SHA-256 as 64 hexadecimal digits; tokens are stored by it. */
export function sha256(data: string | Uint8Array): string {
  return createHash("sha256").update(data).digest("hex");
}

/** SHA-256 in base64url, as thumbprints are written (RFC 7638, RFC 8705). */
export function sha256Base64url(data: string | Uint8Array): string {
  return createHash("sha256").update(data).digest("base64url");
}

/** Compares two texts in a time that does not depend on where they differ. */
export function equalSecret(left: string, right: string): boolean {
  const leftBytes = Buffer.from(sha256(left));
  return timingSafeEqual(leftBytes, Buffer.from(sha256(right)));
}

/** The digest of bytes by a hash function. */
export function digestOf(name: "sha256" | "sha384" | "sha512", data: Uint8Array): Buffer {
  return createHash(name).update(data).digest();
}
