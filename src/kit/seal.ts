import { createCipheriv, createDecipheriv, createHash, createHmac } from "node:crypto";

/** A sealed value as it is stored: AES-256-GCM, bound to where it belongs. All byte fields are base64. */
export interface SealedValue {
  readonly sealed: {
    /** Which key sealed it: the first 16 hexadecimal digits of the key's SHA-256. */
    readonly key: string;
    readonly iv: string;
    readonly data: string;
  };
}

/** A secret that nobody needs to read again, as it is stored: a keyed hash. */
export interface HashedValue {
  readonly hashed: {
    /** Which key it was hashed with, as in {@link SealedValue}. */
    readonly key: string;
    /** 32 hexadecimal digits. */
    readonly mac: string;
    /** How the secret begins, where people are to recognise it by that. */
    readonly begins?: string;
  };
}

/** A seal key: 32 bytes and the id that its envelopes carry. */
export interface SealKey {
  readonly id: string;
  readonly bytes: Uint8Array;
}

/** Says why a sealed value cannot be opened. */
export class SealError extends Error {
  override readonly name = "SealError";
  readonly code: "ERR_SEAL_KEY_UNKNOWN" | "ERR_SEAL_BROKEN" | "ERR_SEAL_KEY_LENGTH";
  constructor(code: SealError["code"], message: string, options: { cause?: unknown } = {}) {
    super(message, options);
    this.code = code;
  }
}

/** Makes a key from 32 bytes. Throws `ERR_SEAL_KEY_LENGTH` for any other length. */
export function sealKey(bytes: Uint8Array): SealKey {
  if (bytes.length !== 32) throw new SealError("ERR_SEAL_KEY_LENGTH", `Seal key has ${bytes.length} bytes, it must have 32`);
  return { id: createHash("sha256").update(bytes).digest("hex").slice(0, 16), bytes };
}

/** Seals `plain`; `context` (kind, namespace, name, field) is bound to it, so that an envelope cannot be moved elsewhere. `iv` is 12 random bytes. */
export function seal(key: SealKey, plain: Uint8Array, options: { context: string; iv: Uint8Array }): SealedValue {
  const cipher = createCipheriv("aes-256-gcm", key.bytes, options.iv);
  cipher.setAAD(Buffer.from(options.context));
  const data = Buffer.concat([cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
  return { sealed: { key: key.id, iv: Buffer.from(options.iv).toString("base64"), data: data.toString("base64") } };
}

/** Opens a sealed value; throws `ERR_SEAL_KEY_UNKNOWN` or `ERR_SEAL_BROKEN`. */
export function openSeal(key: SealKey, value: SealedValue, context: string): Uint8Array {
  if (value.sealed.key !== key.id) {
    throw new SealError("ERR_SEAL_KEY_UNKNOWN", `Value of ${context} was sealed with key ${value.sealed.key}, the key in use is ${key.id}`);
  }
  const data = Buffer.from(value.sealed.data, "base64");
  try {
    const decipher = createDecipheriv("aes-256-gcm", key.bytes, Buffer.from(value.sealed.iv, "base64"));
    decipher.setAAD(Buffer.from(context));
    decipher.setAuthTag(data.subarray(data.length - 16));
    return Buffer.concat([decipher.update(data.subarray(0, data.length - 16)), decipher.final()]);
  } catch (cause) {
    throw new SealError("ERR_SEAL_BROKEN", `Sealed value of ${context} is damaged or belongs elsewhere`, { cause });
  }
}

/**
 * Hashes a secret that is only ever compared: HMAC-SHA-256 under the seal key, so that the store alone tells nothing, not even of weak
 * secrets. Equal texts have equal hashes wherever they stand, so that a text finds its owner.
 */
export function hashSecret(key: SealKey, plain: string): HashedValue {
  const mac = createHmac("sha256", key.bytes).update("secret\0").update(plain).digest("hex").slice(0, 32);
  return { hashed: { key: key.id, mac } };
}

/** True for the stored form of a hashed secret. */
export function isHashed(value: unknown): value is HashedValue {
  return typeof value === "object" && value !== null && "hashed" in value && typeof value.hashed === "object";
}

/** True for the stored form of a sealed value. */
export function isSealed(value: unknown): value is SealedValue {
  if (typeof value !== "object" || value === null || !("sealed" in value)) return false;
  const inner = value.sealed;
  return typeof inner === "object" && inner !== null && "key" in inner && "iv" in inner && "data" in inner;
}
