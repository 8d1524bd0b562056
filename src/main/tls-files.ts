import { createSecureContext } from "node:tls";
import { readSettingFile } from "./read-file.ts";
import type { KeyPairFiles, ServeSettings } from "./settings/serve-settings.ts";
import { messageOf, StartError } from "./start-error.ts";

/** PEM texts of a server. */
export interface TlsTexts {
  readonly cert: string;
  readonly key: string;
  /** Client certificates are checked by these. */
  readonly clientCa: string | undefined;
}

/** Reads certificate, key and client authorities; throws a `StartError` when one cannot be read or they do not belong together. */
export async function readTls(settings: Pick<ServeSettings, "tls" | "clientCaFile">): Promise<TlsTexts | undefined> {
  const { tls, clientCaFile } = settings;
  if (tls === undefined) return undefined;
  const { cert, key } = await readKeyPair(tls, "TLS");
  const clientCa = clientCaFile === undefined ? undefined : await readSettingFile(clientCaFile, "Client CA");
  check(() => createSecureContext({ cert, key }), `TLS certificate ${tls.certFile} and key ${tls.keyFile} cannot be used`);
  check(() => createSecureContext({ ca: clientCa }), `Client CA file ${clientCaFile ?? ""} cannot be used`);
  return { cert, key, clientCa };
}

/** The texts of a certificate and its key. */
export async function readKeyPair(files: KeyPairFiles, what: string): Promise<{ readonly cert: string; readonly key: string }> {
  const [cert, key] = await Promise.all([readSettingFile(files.certFile, `${what} certificate`), readSettingFile(files.keyFile, `${what} key`)]);
  return { cert, key };
}

function check(use: () => unknown, sentence: string): void {
  try {
    use();
  } catch (cause) {
    throw new StartError("ERR_FILE", `${sentence}: ${messageOf(cause)}`, { cause });
  }
}
