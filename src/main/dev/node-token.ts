import { readFile, writeFile } from "node:fs/promises";
import type { Client } from "../../client/client.ts";
import { ClientError } from "../../client/client-error.ts";
import type { StateFolder } from "../state/state-folder.ts";

const tokenName = "dev-envoys";

/** The token that the Envoys of `sluice dev` prove themselves with: made once, kept in the state folder (mode 0600). */
export async function nodeToken(client: Client, folder: StateFolder, signal: AbortSignal): Promise<string> {
  const file = folder.file("envoys.token");
  const kept = await readFile(file, "utf8").catch(() => undefined);
  if (kept !== undefined && kept.trim() !== "") return kept.trim();
  await forget(client, signal);
  const made = await client.createToken({ name: tokenName, kind: "node", groups: ["edge"] }, { signal });
  await writeFile(file, `${made.token}\n`, { mode: 0o600 });
  return made.token;
}

/** One whose text was lost, when a start was cut short between making and keeping it. */
async function forget(client: Client, signal: AbortSignal): Promise<void> {
  try {
    await client.deleteToken(tokenName, { signal });
  } catch (error) {
    if (!(error instanceof ClientError && error.problem?.code === "NOT_FOUND")) throw error;
  }
}
