import { createHash } from "node:crypto";
import type { RedisClient } from "./open-redis.ts";

/** A script that is called by its hash, and sent whole to a server that does not know it – a new one, or one that was emptied. */
export class LuaScript {
  readonly #client: RedisClient;
  readonly #source: string;
  readonly #hash: string;

  constructor(client: RedisClient, source: string) {
    this.#client = client;
    this.#source = source;
    this.#hash = createHash("sha1").update(source).digest("hex");
  }

  /** Runs it; the answer is a string of bytes. */
  async run(keys: readonly string[], args: readonly (Buffer | string)[]): Promise<Buffer> {
    try {
      return (await this.#client.callBuffer("EVALSHA", [this.#hash, keys.length, ...keys, ...args])) as Buffer;
    } catch (error) {
      if (!(error instanceof Error) || !error.message.startsWith("NOSCRIPT")) throw error;
      return (await this.#client.callBuffer("EVAL", [this.#source, keys.length, ...keys, ...args])) as Buffer;
    }
  }
}
