import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { stringify } from "yaml";
import { atEnd } from "../../test/kit/binary/at-end.ts";
import { mustBuildWithGo } from "../../test/kit/binary/build-go.ts";
import { freePort } from "../../test/kit/binary/free-port.ts";
import { tempFolder } from "../../test/kit/binary/temp-folder.ts";
import { type PinnedOptions, type PinnedProcess, startPinned } from "../kit/pinned-process.ts";
import type { AuthzCase } from "./cases.ts";

/** Where servers run. */
export const serverCore = 0;
/** Where whoever asks runs. */
export const clientCore = 1;
/** Full name of the method. */
export const checkPath = "/envoy.service.auth.v3.Authorization/Check";

/** What of a case its server has to know. */
export type Served = Pick<AuthzCase, "policies" | "rego" | "keys">;

/** A service that does nothing. */
export const noOp: Served = { policies: undefined, rego: undefined, keys: [] };

/** A server that can be asked. */
export interface AuthzServer {
  readonly port: number;
  readonly running: PinnedProcess;
}

/** Starts the server of a case, ours or the peer's; it ends with this process at the latest. */
export async function startServer(asked: Served, core: PinnedOptions["core"] = serverCore): Promise<AuthzServer> {
  const port = await freePort();
  const running = await startPinned({ ...(await commandOf(asked, port)), core });
  // A case that fails stops nothing.
  atEnd(() => void running.stop());
  return { port, running };
}

async function commandOf({ policies, rego, keys }: Served, port: number): Promise<Omit<PinnedOptions, "core">> {
  const folder = await tempFolder("bench-authz");
  if (rego !== undefined) return peerCommand(rego, { port, folder });
  const server = join(import.meta.dirname, "server.ts");
  if (policies === undefined) return { command: [process.execPath, server, String(port)] };
  const consumers = keys.map((value, number) => {
    const name = number === 0 ? "acme" : `acme-${number}`;
    return { kind: "Consumer", name, spec: { groups: ["partners"], credentials: { key: { apiKey: { value } } } } };
  });
  const objects = [...policies].map(([name, auth]) => ({ kind: "Policy", name, spec: { auth } }));
  await writeFile(join(folder, "objects.yaml"), [...consumers, ...objects].map((object) => stringify(object)).join("---\n"));
  return { command: [process.execPath, server, String(port), folder] };
}

async function peerCommand(rego: string, { port, folder }: { readonly port: number; readonly folder: string }): Promise<Omit<PinnedOptions, "core">> {
  const path = await mustBuildWithGo({ name: "authz-peer", version: "1.22.2", source: join(import.meta.dirname, "opa") });
  const policy = join(folder, "policy.rego");
  await writeFile(policy, rego);
  return { command: [path, `127.0.0.1:${port}`, policy], env: { GOMAXPROCS: "1", GOGC: "400" } };
}
