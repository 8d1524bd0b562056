import type { Random } from "../../kit/clock.ts";
import { keyedHash } from "../../kit/hash.ts";
import { type HashedValue, hashSecret, openSeal, SealError, type SealedValue, type SealKey, seal } from "../../kit/seal.ts";

/** Seals, opens and recognises secret texts; `context` is where a text belongs, see `sealContext`. */
export interface Sealer {
  seal(plain: string, context: string): SealedValue;
  /** Throws a `SealError` when the value was sealed with another key, or is damaged, or belongs elsewhere. */
  open(value: SealedValue, context: string): string;
  /** The hash under which a secret is kept that is only ever compared. */
  hash(plain: string): HashedValue;
  /** Throws a `SealError` when a hash was made with another key: it would fit nothing any more. */
  checkHash(value: HashedValue, context: string): void;
  /** Keyed hash of a text in its place: 32 hexadecimal digits. Tells whether two are equal and nothing else. */
  fingerprint(plain: string, context: string): string;
}

/** Makes a sealer from the seal key and a source of unpredictable bytes. */
export function createSealer(key: SealKey, random: Random): Sealer {
  return {
    seal: (plain, context) => seal(key, Buffer.from(plain, "utf8"), { context, iv: random.bytes(12) }),
    open: (value, context) => Buffer.from(openSeal(key, value, context)).toString("utf8"),
    hash: (plain) => hashSecret(key, plain),
    checkHash: ({ hashed }, context) => {
      if (hashed.key === key.id) return;
      throw new SealError("ERR_SEAL_KEY_UNKNOWN", `Value of ${context} was hashed with key ${hashed.key}, the key in use is ${key.id}`);
    },
    fingerprint: (plain, context) => keyedHash(key.bytes, `fingerprint\0${context}\0`, plain),
  };
}
