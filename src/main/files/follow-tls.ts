import { stat } from "node:fs/promises";
import type { Clock } from "../../kit/clock.ts";
import type { Logger } from "../../kit/telemetry.ts";
import type { ServeSettings } from "../settings/serve-settings.ts";
import { messageOf } from "../start-error.ts";
import { readTls, type TlsTexts } from "../tls-files.ts";

/** How often the files are looked at. Links that are swapped, as Kubernetes does it, are seen. */
const everyMs = 5000;

/** TLS of a server whose files may change while it runs. */
export interface ServerTls {
  /** As they were at the start. */
  readonly texts: TlsTexts;
  /** Tells the new texts whenever the files have changed and fit together. */
  onChange(use: (texts: TlsTexts) => void): void;
}

/** Options of {@link followTls}. */
export interface FollowTlsOptions {
  readonly settings: Pick<ServeSettings, "tls" | "clientCaFile">;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Gets what has to be stopped. */
  readonly stack: AsyncDisposableStack;
}

/**
 * Reads certificate, key and client authorities, and follows their files: new connections get the new ones, those that are open keep theirs. At the start files
 * that are of no use are fatal (`StartError`); later on the last good ones stay in force. Answers `undefined` when the settings name none.
 */
export async function followTls(options: FollowTlsOptions): Promise<ServerTls | undefined> {
  const { settings, clock, stack } = options;
  const signature = await signatureOf(settings);
  const texts = await readTls(settings);
  if (texts === undefined) return undefined;
  const uses: ((texts: TlsTexts) => void)[] = [];
  const state = { signature, texts, isStopped: false, cancel: (): void => undefined };
  const schedule = (): void => {
    if (!state.isStopped) state.cancel = clock.schedule(everyMs, () => void look(options, state, uses).finally(schedule));
  };
  schedule();
  stack.defer(() => {
    state.isStopped = true;
    state.cancel();
  });
  return { texts, onChange: (use) => void uses.push(use) };
}

interface Followed {
  signature: string;
  texts: TlsTexts;
}

async function look({ settings, logger }: FollowTlsOptions, state: Followed, uses: readonly ((texts: TlsTexts) => void)[]): Promise<void> {
  const signature = await signatureOf(settings);
  if (signature === state.signature) return;
  state.signature = signature;
  try {
    const texts = await readTls(settings);
    if (texts === undefined || isSame(texts, state.texts)) return;
    for (const use of uses) use(texts);
    state.texts = texts;
    logger.info("TLS certificate is replaced", { file: settings.tls?.certFile });
  } catch (error) {
    logger.error("TLS files cannot be used, the last good ones stay in force", { error: messageOf(error) });
  }
}

function isSame(left: TlsTexts, right: TlsTexts): boolean {
  return left.cert === right.cert && left.key === right.key && left.clientCa === right.clientCa;
}

/** What changes when one of the files does. */
async function signatureOf({ tls, clientCaFile }: FollowTlsOptions["settings"]): Promise<string> {
  const files = [tls?.certFile, tls?.keyFile, clientCaFile].filter((file) => file !== undefined);
  const facts = await Promise.all(
    files.map(async (file) => {
      const found = await stat(file).catch(() => undefined);
      return [found?.size, found?.mtimeMs, found?.ino];
    }),
  );
  return JSON.stringify(facts);
}
