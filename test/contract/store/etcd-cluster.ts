import { join } from "node:path";
import { freePorts } from "../../kit/binary/free-port.ts";
import { lookUp } from "../../kit/binary/require.ts";
import { type RunningProcess, startProcess } from "../../kit/binary/running-process.ts";
import { tempFolder } from "../../kit/binary/temp-folder.ts";
import { eventually, openAt } from "./etcd-fixture.ts";

/** One member of a cluster. */
export interface Member {
  readonly url: string;
  process(): RunningProcess;
  /** Starts it again, with its data. */
  start(): Promise<void>;
}

/** Starts three members of one etcd on loopback; resolves when they answer. */
export async function startCluster(): Promise<readonly Member[]> {
  const binary = await lookUp("etcd-safe");
  if ("missing" in binary) throw new Error(binary.missing);
  const ports = await freePorts(6);
  const urls = ports.map((port) => `http://127.0.0.1:${port}`);
  const cluster = [0, 1, 2].map((place) => `m${place}=${urls[3 + place]}`).join(",");
  const members = await Promise.all(
    [0, 1, 2].map((place) => startMember({ path: binary.path, name: `m${place}`, url: urls[place] ?? "", peerUrl: urls[3 + place] ?? "", cluster })),
  );
  await eventually(async () => (await openAt(members.map(({ url }) => url))).close(), 30_000);
  return members;
}

async function startMember(options: { path: string; name: string; url: string; peerUrl: string; cluster: string }): Promise<Member> {
  const { path, name, url, peerUrl, cluster } = options;
  const folder = await tempFolder(`etcd-${name}`);
  const args = [
    ...["--name", name, "--data-dir", join(folder, "data")],
    ...["--listen-client-urls", url, "--advertise-client-urls", url],
    ...["--listen-peer-urls", peerUrl, "--initial-advertise-peer-urls", peerUrl, "--initial-cluster", cluster],
    ...["--heartbeat-interval=50", "--election-timeout=500"],
  ];
  const launch = () => startProcess({ path, args, logFile: join(folder, "etcd.log") });
  let current = await launch();
  return {
    url,
    process: () => current,
    start: async () => {
      current = await launch();
    },
  };
}
