import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { WireResource } from "../../test/conformance/xds/kit/wire-resource.ts";
import { buildWithGo } from "../../test/kit/binary/build-go.ts";
import { type PinnedOptions, type PinnedProcess, startPinned } from "../kit/pinned-process.ts";
import { controlled } from "./fleet-resources.ts";

/** The servers that are measured: ours, and go-control-plane with either of its caches. */
export type ServerName = "ours" | "linear" | "snapshot";

/** A server on a core of its own. */
export interface BenchServer extends PinnedProcess {
  readonly address: string;
  /** Puts resources into force; resolves when they are. */
  change(resources: readonly WireResource[]): Promise<void>;
  /** Collects its garbage and gives free memory back. */
  collect(): Promise<void>;
}

/** Starts a server, without any resources, on this core. Throws where the peer cannot be built. */
export async function startServer(name: ServerName, core: number): Promise<BenchServer> {
  const running = await startPinned({ ...(name === "ours" ? ours() : await goControlPlane(name)), core, ready: '"control"' });
  const { address, control } = JSON.parse(running.said) as { readonly address: string; readonly control: string };
  return {
    ...running,
    address,
    change: (resources) => post(`${control}/change`, { set: resources.map(controlled) }),
    collect: () => post(`${control}/collect`, {}),
  };
}

function ours(): Omit<PinnedOptions, "core"> {
  return { command: [process.execPath, "--expose-gc", join(import.meta.dirname, "sluice-server.ts")] };
}

async function goControlPlane(cache: string): Promise<Omit<PinnedOptions, "core">> {
  const source = fileURLToPath(new URL("../../test/conformance/xds/peers/go-control-plane", import.meta.url));
  const peer = await buildWithGo({ name: "xds-peer", version: "0.14.0", source });
  if ("missing" in peer) throw new Error(peer.missing);
  return { command: [peer.path, "-cache", cache], env: { GOMAXPROCS: "1" } };
}

async function post(url: string, body: unknown): Promise<void> {
  const response = await fetch(url, { method: "POST", body: JSON.stringify(body) });
  if (response.status !== 204) throw new Error(`${url} answers ${response.status}: ${await response.text()}`);
}
