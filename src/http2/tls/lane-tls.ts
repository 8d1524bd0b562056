import { createSecureContext, type TlsOptions } from "node:tls";
import { brokenLink, keyFits, readCertificates, readPrivateKey } from "../../kit/x509.ts";

/** TLS of a lane: PEM texts. TLS 1.2 and 1.3; HTTP/2 by ALPN, or by prior knowledge where a client names no protocol. */
export interface LaneTls {
  /** The certificate and the intermediate ones behind it. */
  readonly certificate: string;
  readonly privateKey: string;
  /** Authorities of client certificates. With them a client has to show one; without, none is asked for. */
  readonly clientCa?: string;
  /** True: a client is asked for a certificate and may do without; one that the authorities did not sign counts as none. Default false. */
  readonly isClientOptional?: boolean;
  /** Which client certificates are let in: one of the rules must fit one of the subject alternative names. By default all that `clientCa` signed. */
  readonly clientNames?: readonly SanRule[];
}

/** A rule for a subject alternative name, as Envoy's `match_typed_subject_alt_names`. */
export type SanRule = { readonly sanType: SanType } & (
  | { readonly exact: string; readonly prefix?: never; readonly suffix?: never }
  | { readonly prefix: string; readonly exact?: never; readonly suffix?: never }
  | { readonly suffix: string; readonly exact?: never; readonly prefix?: never }
);

/** Types of subject alternative names, in Envoy's spelling. */
export type SanType = "DNS" | "URI" | "EMAIL" | "IP_ADDRESS";

/** TLS that cannot be used; the message names the part and what is wrong with it, and never holds key material. */
export class LaneTlsError extends Error {
  override readonly name = "LaneTlsError";
  readonly code = "ERR_LANE_TLS";
}

/** As Node writes them in front of the name. */
const nodeNames: Readonly<Record<SanType, string>> = { DNS: "DNS", URI: "URI", EMAIL: "email", IP_ADDRESS: "IP Address" };

/** True when one of the names (`DNS:edge.example`) fits one of the rules. Hosts are compared without regard to case. */
export function fitsSanRules(names: readonly string[], rules: readonly SanRule[]): boolean {
  return rules.some((rule) => names.some((name) => fits(name, rule)));
}

/** What Node's TLS server is given. Throws a {@link LaneTlsError}. */
export function tlsServerOptions(tls: LaneTls): TlsOptions {
  checkTexts(tls);
  const { certificate: cert, privateKey: key, clientCa: ca, isClientOptional = false } = tls;
  const clients = ca === undefined ? {} : { ca, requestCert: true, rejectUnauthorized: !isClientOptional };
  const options: TlsOptions = { cert, key, minVersion: "TLSv1.2", ...clients };
  try {
    createSecureContext(options);
  } catch (cause) {
    throw new LaneTlsError(`TLS cannot be set up: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  }
  return options;
}

function checkTexts({ certificate, privateKey, clientCa, clientNames }: LaneTls): void {
  const chain = readCertificates(certificate);
  if ("error" in chain) throw new LaneTlsError(`Certificate cannot be used: ${chain.error}`);
  const key = readPrivateKey(privateKey);
  if ("error" in key) throw new LaneTlsError(`Private key cannot be used: ${key.error}`);
  if (!keyFits(certificate, privateKey)) throw new LaneTlsError(`Private key does not belong to the certificate of ${chain.certificates[0]?.subject ?? ""}`);
  const broken = brokenLink(certificate);
  if (broken !== undefined) throw new LaneTlsError(`Certificate ${broken + 1} of the chain was not issued by the one after it`);
  const authorities = clientCa === undefined ? undefined : readCertificates(clientCa);
  if (authorities !== undefined && "error" in authorities) throw new LaneTlsError(`Client authorities cannot be used: ${authorities.error}`);
  if (clientNames === undefined) return;
  if (clientCa === undefined) throw new LaneTlsError("Names of clients are given and no client authorities: nobody could show such a name");
  if (clientNames.length === 0) throw new LaneTlsError("Names of clients are an empty list, which lets nobody in");
}

function fits(name: string, { sanType, exact, prefix, suffix }: SanRule): boolean {
  const label = `${nodeNames[sanType]}:`;
  if (!name.startsWith(label)) return false;
  const isHost = sanType === "DNS";
  const fold = (text: string): string => (isHost ? text.toLowerCase() : text);
  const value = fold(name.slice(label.length));
  if (exact !== undefined) return value === fold(exact);
  if (prefix !== undefined) return value.startsWith(fold(prefix));
  return value.endsWith(fold(suffix));
}
