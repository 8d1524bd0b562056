import { canListen, freePort } from "./free-port.ts";
import { type RunningRedis, startRedis } from "./redis.ts";

/** A cluster of primaries without replicas; all slots are served. */
export interface RunningCluster {
  readonly nodes: readonly RunningRedis[];
  /** As `--counters` takes it. */
  readonly url: string;
  /** Starts a replica of a node, and waits until it follows. */
  addReplica(primary: RunningRedis): Promise<RunningRedis>;
  /** Moves a slot with its keys, as a reshard does, one key at a time. */
  moveSlot(slot: number, from: RunningRedis, to: RunningRedis): Promise<void>;
}

const slotCount = 16_384;

/** Starts a cluster of so many nodes and waits until every one of them knows all. */
export async function startRedisCluster(size = 3): Promise<RunningCluster> {
  const nodes: RunningRedis[] = [];
  for (let index = 0; index < size; index += 1) nodes.push(await startNode());
  const [first] = nodes;
  if (first === undefined) throw new Error("A cluster has nodes");
  for (const [index, node] of nodes.entries()) {
    await node.ask("CLUSTER", "ADDSLOTSRANGE", ...slotsOf(index, size)).catch(async () => addSlots(node, slotsOf(index, size)));
    if (node !== first) await node.ask("CLUSTER", "MEET", "127.0.0.1", first.port);
  }
  for (const node of nodes) await whenWhole(node, size);
  return {
    nodes,
    url: `redis+cluster://${nodes.map(({ port }) => `127.0.0.1:${port}`).join(",")}`,
    addReplica: async (primary) => {
      const replica = await startNode();
      await replica.ask("CLUSTER", "MEET", "127.0.0.1", primary.port);
      const id = await idOf(primary);
      await until(async () => String(await replica.ask("CLUSTER", "NODES")).includes(id));
      await replica.ask("CLUSTER", "REPLICATE", id);
      await until(async () => /slave0:.*state=online/u.test(String(await primary.ask("INFO", "replication"))));
      return replica;
    },
    moveSlot: async (slot, from, to) => {
      const [source, target] = [await idOf(from), await idOf(to)];
      await to.ask("CLUSTER", "SETSLOT", slot, "IMPORTING", source);
      await from.ask("CLUSTER", "SETSLOT", slot, "MIGRATING", target);
      for (;;) {
        const keys = (await from.ask("CLUSTER", "GETKEYSINSLOT", slot, 10)) as readonly string[];
        if (keys.length === 0) break;
        for (const key of keys) await from.ask("MIGRATE", "127.0.0.1", to.port, key, 0, 1000);
      }
      for (const node of [to, from, ...nodes]) await node.ask("CLUSTER", "SETSLOT", slot, "NODE", target);
    },
  };
}

async function startNode(): Promise<RunningRedis> {
  return startRedis({ port: await clusterPort(), args: ["--cluster-enabled", "yes", "--cluster-node-timeout", "2000"] });
}

/** Nodes talk to each other on a port that lies 10,000 above. */
async function clusterPort(): Promise<number> {
  for (;;) {
    const port = await freePort();
    if (port < 55_000 && (await canListen(port + 10_000))) return port;
  }
}

function slotsOf(index: number, size: number): readonly [first: number, last: number] {
  return [Math.floor((index * slotCount) / size), Math.floor(((index + 1) * slotCount) / size) - 1];
}

/** Redis 6.2 takes slots one by one. */
async function addSlots(node: RunningRedis, [first, last]: readonly [number, number]): Promise<void> {
  await node.ask("CLUSTER", "ADDSLOTS", ...Array.from({ length: last - first + 1 }, (_, index) => first + index));
}

async function idOf(node: RunningRedis): Promise<string> {
  return String(await node.ask("CLUSTER", "MYID"));
}

async function whenWhole(node: RunningRedis, size: number): Promise<void> {
  await until(async () => {
    const info = String(await node.ask("CLUSTER", "INFO"));
    return info.includes("cluster_state:ok") && info.includes(`cluster_known_nodes:${size}`);
  });
}

/** A cluster tells nobody when it has come to know something: it is asked again and again. */
async function until(isSo: () => Promise<boolean>): Promise<void> {
  while (!(await isSo())) await new Promise((resolve) => setTimeout(resolve, 100));
}
