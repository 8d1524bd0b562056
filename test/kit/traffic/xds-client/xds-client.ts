import { spawn } from "node:child_process";
import { once } from "node:events";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { atEnd } from "../../binary/at-end.ts";
import { tempFolder } from "../../binary/temp-folder.ts";

const program = fileURLToPath(new URL("./call-over-xds.ts", import.meta.url));

/** A gRPC client in a process of its own, which gets its configuration over xDS. */
export interface XdsClient {
  /** Calls a method so many times and answers how often each answer came. */
  call(path: string, count?: number): Promise<Record<string, number>>;
}

/** Starts a client that dials `xds:///name`; it ends with the test file. */
export async function startXdsClient(
  name: string,
  node: { readonly id: string; readonly cluster: string; readonly discoveryPort: number },
): Promise<XdsClient> {
  const bootstrap = {
    xds_servers: [{ server_uri: `127.0.0.1:${node.discoveryPort}`, channel_creds: [{ type: "insecure" }], server_features: ["xds_v3"] }],
    node: { id: node.id, cluster: node.cluster, locality: { region: "", zone: "", sub_zone: "" } },
  };
  const file = join(await tempFolder("xds-client"), "bootstrap.json");
  await writeFile(file, JSON.stringify(bootstrap));
  const child = spawn(process.execPath, [program, `xds:///${name}`], { env: { ...process.env, GRPC_XDS_BOOTSTRAP: file }, stdio: ["pipe", "pipe", "pipe"] });
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
