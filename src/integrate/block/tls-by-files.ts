import type { NamedFile } from "../ask/ask.ts";
import type { TlsFileAnswers } from "../ask/service-asks.ts";
import type { ServiceAccess } from "../probe/check-services.ts";
import type { Finding } from "../target.ts";
import type { ServiceTls } from "./transport-socket.ts";

/** TLS with files that the proxies read. */
export function tlsByFiles({ caFile, certFile, keyFile, serverName }: TlsFileAnswers): ServiceTls | undefined {
  if (caFile === undefined) return undefined;
  const client = certFile === undefined || keyFile === undefined ? undefined : { certificate: { path: certFile.path }, key: { path: keyFile.path } };
  return { ca: { path: caFile.path }, serverName, client };
}

/** What the files say of how our services are to be started. */
export function tlsMode({ caFile, certFile }: TlsFileAnswers): "plain" | "tls" | "mtls" {
  if (caFile === undefined) return "plain";
  return certFile === undefined ? "tls" : "mtls";
}

/** The same access for a check, which reads the files here. */
export function accessByFiles({ caFile, certFile, keyFile, serverName }: TlsFileAnswers): ServiceAccess {
  const faults = [caFile, certFile, keyFile].flatMap((file) => fileFault(file));
  if (faults.length > 0) return { faults };
  const ca = textOf(caFile);
  if (ca === undefined) return {};
  const [certificate, key] = [textOf(certFile), textOf(keyFile)];
  return { tls: { ca, serverName, ...(certificate !== undefined && key !== undefined && { client: { certificate, key } }) } };
}

function fileFault(file: NamedFile | undefined): readonly Finding[] {
  if (file === undefined || "text" in file.content) return [];
  const hint = "Proxies read it on their machines; run the check where they run, or name the same file by its path here";
  return [{ state: "bad", subject: `file ${file.path}`, detail: `It cannot be read: ${file.content.fault}`, hint }];
}

function textOf(file: NamedFile | undefined): string | undefined {
  return file !== undefined && "text" in file.content ? file.content.text : undefined;
}
