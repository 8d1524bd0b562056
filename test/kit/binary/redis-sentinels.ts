import { freePorts } from "./free-port.ts";
import { type RunningRedis, startRedis } from "./redis.ts";

/** A primary, a replica and sentinels that watch over them. */
export interface WatchedRedis {
  readonly primary: RunningRedis;
  readonly replica: RunningRedis;
  /** As `--counters` takes it. */
  readonly url: string;
  readonly sentinelPorts: readonly number[];
  /** Resolves when the sentinels name another primary than this port. */
  failedOver(from: number): Promise<void>;
}

/** Starts three sentinels over a primary and a replica, and waits until they know both. */
export async function startWatchedRedis(): Promise<WatchedRedis> {
  const primary = await startRedis();
  const replica = await startRedis({ args: ["--replicaof", "127.0.0.1", String(primary.port)] });
  const ports = await freePorts(3);
  const config = `sentinel monitor limits 127.0.0.1 ${primary.port} 2\nsentinel down-after-milliseconds limits 500\nsentinel failover-timeout limits 3000\nsentinel parallel-syncs limits 1`;
  const sentinels: RunningRedis[] = [];
  for (const port of ports) sentinels.push(await startRedis({ port, sentinel: config }));
  const [first] = sentinels;
  if (first === undefined) throw new Error("There are three sentinels");
  const whole = async (): Promise<boolean> => {
    const facts = (await first.ask("SENTINEL", "MASTER", "limits")) as readonly string[];
    const value = (name: string): string | undefined => facts[facts.indexOf(name) + 1];
    return value("num-slaves") === "1" && value("num-other-sentinels") === "2";
  };
  while (!(await whole())) await pause();
  return {
    primary,
    replica,
    sentinelPorts: ports,
    url: `redis+sentinel://${ports.map((port) => `127.0.0.1:${port}`).join(",")}/limits`,
    failedOver: async (from) => {
      const named = async (): Promise<string> => String(((await first.ask("SENTINEL", "GET-MASTER-ADDR-BY-NAME", "limits")) as readonly string[])[1]);
      while ((await named()) === String(from)) await pause();
    },
  };
}

function pause(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 100));
}
