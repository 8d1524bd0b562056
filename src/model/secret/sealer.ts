import type { Random } from "../../kit/clock.ts";
import { keyedHash } from "../../kit/hash.ts";
import { openSeal, type SealedValue, type SealKey, seal } from "../../kit/seal.ts";

/** Seals, opens and recognises secret texts; `context` is where a text belongs, see `sealContext`. */
export interface Sealer {
  seal(plain: string, context: string): SealedValue;
  /** Throws a `SealError` when the value was sealed with another key, or is damaged, or belongs elsewhere. */
  open(value: SealedValue, context: string): string;
  /** Keyed hash of a text in its place: 32 hexadecimal digits. Tells whether two are equal and nothing else. */
  fingerprint(plain: string, context: string): string;
}

/** Makes a sealer from the seal key and a source of unpredictable bytes. */
export function createSealer(key: SealKey, random: Random): Sealer {
  return {
    seal: (plain, context) => seal(key, Buffer.from(plain, "utf8"), { context, iv: random.bytes(12) }),
    open: (value, context) => Buffer.from(openSeal(key, value, context)).toString("utf8"),
    fingerprint: (plain, context) => keyedHash(key.bytes, `fingerprint\0${context}\0`, plain),
  };
}
