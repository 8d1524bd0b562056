import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { stringify } from "yaml";
import { atEnd } from "../../test/kit/binary/at-end.ts";
import { mustBuildWithGo } from "../../test/kit/binary/build-go.ts";
import { freePort } from "../../test/kit/binary/free-port.ts";
import { tempFolder } from "../../test/kit/binary/temp-folder.ts";
import { type PinnedOptions, type PinnedProcess, startPinned } from "../kit/pinned-process.ts";
import { type AuthzCase, consumerKey } from "./cases.ts";

/** Where servers run. */
export const serverCore = 0;
/** Where whoever asks runs. */
export const clientCore = 1;
/** Full name of the method. */
export const checkPath = "/envoy.service.auth.v3.Authorization/Check";

/** A service that does nothing. */
export const noOp: Pick<AuthzCase, "policies" | "rego"> = { policies: undefined, rego: undefined };

/** A server that can be asked. */
export interface AuthzServer {
  readonly port: number;
  readonly running: PinnedProcess;
}

/** Starts the server of a case, ours or the peer's; it ends with this process at the latest. */
export async function startServer(asked: Pick<AuthzCase, "policies" | "rego">, core: PinnedOptions["core"] = serverCore): Promise<AuthzServer> {
  const port = await freePort();
  const running = await startPinned({ ...(await commandOf(asked, port)), core });
  // A case that fails stops nothing.
  atEnd(() => void running.stop());
  return { port, running };
}

async function commandOf({ policies, rego }: Pick<AuthzCase, "policies" | "rego">, port: number): Promise<Omit<PinnedOptions, "core">> {
  const folder = await tempFolder("bench-authz");
  if (rego !== undefined) return peerCommand(rego, { port, folder });
  const server = join(import.meta.dirname, "server.ts");
  if (policies === undefined) return { command: [process.execPath, server, String(port)] };
  const consumer = { kind: "Consumer", name: "acme", spec: { groups: ["partners"], credentials: { key: { apiKey: { value: consumerKey } } } } };
  const objects = [...policies].map(([name, auth]) => ({ kind: "Policy", name, spec: { auth } }));
  await writeFile(join(folder, "objects.yaml"), [consumer, ...objects].map((object) => stringify(object)).join("---\n"));
  return { command: [process.execPath, server, String(port), folder] };
}

async function peerCommand(rego: string, { port, folder }: { readonly port: number; readonly folder: string }): Promise<Omit<PinnedOptions, "core">> {
  const path = await mustBuildWithGo({ name: "authz-peer", version: "1.22.2", source: join(import.meta.dirname, "opa") });
  const policy = join(folder, "policy.rego");
  await writeFile(policy, rego);
  return { command: [path, `127.0.0.1:${port}`, policy], env: { GOMAXPROCS: "1", GOGC: "400" } };
}
