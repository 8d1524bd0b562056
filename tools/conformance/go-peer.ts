import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { findBinary } from "../../src/main/binary/find-binary.ts";
import type { TargetAddress } from "../../test/conformance/xds/kit/sluice-target.ts";

/** A peer that runs; it ends with `close`. */
export interface RunningPeer extends TargetAddress {
  close(): void;
}

/** Builds go-control-plane's adapter through the Go module proxy and starts it with one of its caches. */
export async function startGoPeer(root: string, cache: "snapshot" | "linear"): Promise<RunningPeer> {
  const go = await findBinary("go");
  if ("missing" in go) throw new Error(`go-control-plane needs Go: ${go.missing}`);
  const folder = join(root, "test", "conformance", "xds", "peers", "go-control-plane");
  const program = join(root, ".cache", "go-control-plane-conformance");
  const build = spawn(go.path, ["build", "-o", program, "."], { cwd: folder, stdio: ["ignore", "inherit", "inherit"] });
  const [code] = (await once(build, "exit")) as [number];
  if (code !== 0) throw new Error(`go build ended with ${code}`);
  const child = spawn(program, ["-cache", cache], { stdio: ["pipe", "pipe", "ignore"] });
  for await (const line of createInterface({ input: child.stdout })) return { ...(JSON.parse(line) as TargetAddress), close: () => void child.stdin.end() };
  throw new Error("The peer ended before it said where it serves");
}
