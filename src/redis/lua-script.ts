import { createHash } from "node:crypto";
import { Command } from "ioredis";
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
  run(keys: readonly string[], args: readonly (Buffer | string)[]): Promise<Buffer> {
    return this.#send("EVALSHA", [this.#hash, String(keys.length), ...keys, ...args]).catch((error: unknown) => {
      if (!(error instanceof Error) || !error.message.startsWith("NOSCRIPT")) throw error;
      return this.#send("EVAL", [this.#source, String(keys.length), ...keys, ...args]);
    });
  }

  /** Made here and not by the client's methods, which look first whether a command is one that waits for others. */
  #send(name: string, args: (Buffer | string)[]): Promise<Buffer> {
    return this.#client.sendCommand(new Command(name, args, { replyEncoding: null })) as Promise<Buffer>;
  }
}
