import { LuaScript } from "../../../redis/lua-script.ts";
import type { RedisClient } from "../../../redis/open-redis.ts";
import { AuthzError } from "../../errors.ts";
import type { SharedState } from "./shared-state.ts";

// SET with NX and GET would do, but Redis takes the two together from 7.0 on only.
const claimScript = `
local held = redis.call("GET", KEYS[1])
if held then return held end
redis.call("SET", KEYS[1], ARGV[1], "PX", ARGV[2])
return ARGV[1]`;

const deleteScript = `
if redis.call("GET", KEYS[1]) == ARGV[1] then redis.call("DEL", KEYS[1]) end
return ""`;

/** State in Redis: one trip each. Nothing waits for a connection, so while there is none every question fails at once. */
export class RedisState implements SharedState {
  readonly #client: RedisClient;
  readonly #prefix: string;
  readonly #claim: LuaScript;
  readonly #delete: LuaScript;

  constructor(client: RedisClient, prefix: string) {
    this.#client = client;
    this.#prefix = `${prefix}auth:`;
    this.#claim = new LuaScript(client, claimScript);
    this.#delete = new LuaScript(client, deleteScript);
  }

  async claim(key: string, text: string, forMs: number): Promise<string> {
    const held = await asked(this.#claim.run([this.#prefix + key], [text, milliseconds(forMs)]));
    return held.toString("utf8");
  }

  async get(key: string): Promise<string | undefined> {
    return (await asked(this.#client.get(this.#prefix + key))) ?? undefined;
  }

  async set(key: string, text: string, forMs: number): Promise<void> {
    await asked(this.#client.set(this.#prefix + key, text, "PX", milliseconds(forMs)));
  }

  async delete(key: string, text?: string): Promise<void> {
    if (text === undefined) await asked(this.#client.del(this.#prefix + key));
    else await asked(this.#delete.run([this.#prefix + key], [text]));
  }
}

/** Redis takes whole ones, and none below one. */
function milliseconds(forMs: number): string {
  return String(Math.max(1, Math.ceil(forMs)));
}

async function asked<Answer>(answer: Promise<Answer>): Promise<Answer> {
  try {
    return await answer;
  } catch (cause) {
    throw new AuthzError("ERR_AUTHZ_STATE", `Redis: ${cause instanceof Error ? cause.message : String(cause)}`, { cause, retryable: true });
  }
}
