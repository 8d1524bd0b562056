import { spawn } from "node:child_process";
import { once } from "node:events";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { atEnd } from "../../binary/at-end.ts";
import { tempFolder } from "../../binary/temp-folder.ts";

/** The client in grpc-js, to be run by Node. */
export const grpcJsClient = fileURLToPath(new URL("./call-over-xds.ts", import.meta.url));

/** A gRPC client in a process of its own, which gets its configuration over xDS. */
export interface XdsClient {
  /** Calls a method so many times and answers how often each answer came. */
  call(path: string, count?: number): Promise<Record<string, number>>;
}

/** Starts a client that dials `xds:///name`; it ends with the test file. */
export function startXdsClient(name: string, node: { readonly id: string; readonly cluster: string; readonly discoveryPort: number }): Promise<XdsClient> {
  const bootstrap = {
    xds_servers: [{ server_uri: `127.0.0.1:${node.discoveryPort}`, channel_creds: [{ type: "insecure" }], server_features: ["xds_v3"] }],
    node: { id: node.id, cluster: node.cluster, locality: { region: "", zone: "", sub_zone: "" } },
  };
  return startBootstrapped(name, bootstrap, [process.execPath, grpcJsClient]);
}

/** The same with a bootstrap of one's own, and with another program that reads and writes the same lines. */
export async function startBootstrapped(name: string, bootstrap: object, [command, ...args]: readonly [string, ...string[]]): Promise<XdsClient> {
  const file = join(await tempFolder("xds-client"), "bootstrap.json");
  await writeFile(file, JSON.stringify(bootstrap));
  const child = spawn(command, [...args, `xds:///${name}`], { env: { ...process.env, GRPC_XDS_BOOTSTRAP: file }, stdio: ["pipe", "pipe", "pipe"] });
  atEnd(() => void child.kill("SIGKILL"));
  let words = "";
  child.stderr.on("data", (data: Buffer) => (words += data.toString()));
  const lines = createInterface({ input: child.stdout });
  const ended = once(child, "exit").then(() => Promise.reject(new Error(`The client ended: ${words}`)));
  ended.catch(() => undefined);
  return {
    call: async (path, count = 1) => {
      const answer = once(lines, "line", { signal: AbortSignal.timeout(30_000) });
      child.stdin.write(`${path} ${count}\n`);
      const [line] = (await Promise.race([answer, ended])) as [string];
      return JSON.parse(line) as Record<string, number>;
    },
  };
}
