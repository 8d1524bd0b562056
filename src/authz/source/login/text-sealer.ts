import { createCipheriv, createDecipheriv, hkdfSync } from "node:crypto";
import type { Clock, Random } from "../../../kit/clock.ts";
import type { SealKey } from "../../../kit/seal.ts";
import type { Needs } from "../../decide/need.ts";

/** What it is made with. */
export interface TextSealerOptions {
  /** All replicas have the same. */
  readonly key: SealKey;
  readonly clock: Clock;
  readonly random: Random;
}

const version = 1;
const dayMs = 86_400_000;
/** Older texts are not opened: no session lasts so long. */
const mostDays = 400;
const lengths = { header: 5, iv: 12, tag: 16 } as const;
const mostKeys = 64;

/**
 * Seals what browsers keep: AES-256-GCM, bound to a context. The key is another one each day (UTC), derived from the seal key by HKDF, so that none seals much; which
 * day it was stands before the text. Whoever changes the seal key ends all sessions.
 */
export class TextSealer {
  readonly #options: TextSealerOptions;
  readonly #keys = new Map<number, Buffer>();

  constructor(options: TextSealerOptions) {
    this.#options = options;
  }

  /** Answers the need to seal. */
  readonly seal = ({ text, context }: Needs["seal"]["question"]): string => {
    const header = Buffer.alloc(lengths.header);
    header.writeUInt8(version, 0);
    header.writeUInt32BE(this.#today(), 1);
    const iv = this.#options.random.bytes(lengths.iv);
    const cipher = createCipheriv("aes-256-gcm", this.#keyOf(this.#today()), iv);
    cipher.setAAD(Buffer.concat([header, Buffer.from(context)]));
    return Buffer.concat([header, iv, cipher.update(text, "utf8"), cipher.final(), cipher.getAuthTag()]).toString("base64url");
  };

  /** Answers the need to unseal. */
  readonly unseal = ({ sealed, context }: Needs["unseal"]["question"]): string | undefined => {
    const bytes = Buffer.from(sealed, "base64url");
    if (bytes.length < lengths.header + lengths.iv + lengths.tag || bytes[0] !== version) return undefined;
    const day = bytes.readUInt32BE(1);
    if (day > this.#today() + 1 || day < this.#today() - mostDays) return undefined;
    const text = lengths.header + lengths.iv;
    try {
      const decipher = createDecipheriv("aes-256-gcm", this.#keyOf(day), bytes.subarray(lengths.header, text));
      decipher.setAAD(Buffer.concat([bytes.subarray(0, lengths.header), Buffer.from(context)]));
      decipher.setAuthTag(bytes.subarray(-lengths.tag));
      return Buffer.concat([decipher.update(bytes.subarray(text, -lengths.tag)), decipher.final()]).toString("utf8");
    } catch {
      return undefined;
    }
  };

  #today(): number {
    return Math.floor(this.#options.clock.now() / dayMs);
  }

  #keyOf(day: number): Buffer {
    const known = this.#keys.get(day);
    if (known !== undefined) return known;
    if (this.#keys.size >= mostKeys) this.#keys.clear();
    const key = Buffer.from(hkdfSync("sha256", this.#options.key.bytes, "", `sluice login ${day}`, 32));
    this.#keys.set(day, key);
    return key;
  }
}
