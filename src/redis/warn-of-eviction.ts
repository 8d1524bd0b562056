import { Cluster, type Redis } from "ioredis";
import type { Logger } from "../kit/telemetry.ts";

/**
 * Warns of a Redis that gives up keys when its memory is full: limits begin anew then, sessions end, and a request that was seen is taken for a new one. Asked at every
 * connection, because another Redis may answer there; who may not ask is not told.
 */
export async function warnOfEviction(client: Redis | Cluster, logger: Logger): Promise<void> {
  for (const node of client instanceof Cluster ? client.nodes("master") : [client]) {
    const policy = await policyOf(node);
    if (policy === undefined || policy === "noeviction") continue;
    const { host, port } = node.options;
    logger.warn("Redis may forget what it was told before its time: set its maxmemory-policy to noeviction", { redis: `${host}:${port}`, policy });
  }
}

async function policyOf(node: Redis): Promise<string | undefined> {
  try {
    return /^maxmemory_policy:(\S+)/mu.exec(await node.info("memory"))?.[1];
  } catch {
    return undefined;
  }
}
