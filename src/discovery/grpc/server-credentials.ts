import { experimental, ServerCredentials } from "@grpc/grpc-js";

/** PEM texts for TLS; with `clientCa` a client certificate is asked for, and checked when one is shown. */
export interface DiscoveryTls {
  readonly certificate: string;
  readonly privateKey: string;
  readonly clientCa?: string;
}

/** Credentials whose texts may change. */
export interface LiveCredentials {
  readonly credentials: ServerCredentials;
  /** Uses other texts for new connections. Does nothing in cleartext; client authorities that were not there at the start are not asked by. */
  readonly setTls: (tls: DiscoveryTls) => void;
}

/**
 * Credentials of the server. A client without a certificate may still show a token, so TLS asks for one and does not insist; one
 * that the client CA did not sign counts as none (grpc-js tells certificates of authorized peers alone), and admission says so.
 */
export function serverCredentials(tls: DiscoveryTls | undefined): LiveCredentials {
  if (tls === undefined) return { credentials: ServerCredentials.createInsecure(), setTls: ignore };
  const identity = new Told(identityOf(tls));
  const ca = tls.clientCa === undefined ? undefined : new Told({ caCertificate: Buffer.from(tls.clientCa) });
  const caProvider = ca === undefined ? null : { ...silentProvider, addCaCertificateListener: ca.add, removeCaCertificateListener: ca.remove };
  const identityProvider = { ...silentProvider, addIdentityCertificateListener: identity.add, removeIdentityCertificateListener: identity.remove };
  return {
    // The declared names of the first two parameters are swapped: the identity comes first.
    credentials: experimental.createCertificateProviderServerCredentials(identityProvider, caProvider, false),
    setTls: (next) => {
      identity.tell(identityOf(next));
      if (next.clientCa !== undefined) ca?.tell({ caCertificate: Buffer.from(next.clientCa) });
    },
  };
}

type Provider = Parameters<typeof experimental.createCertificateProviderServerCredentials>[0];

const ignore = (): void => undefined;

/** A value and who wants to know it: each listener is told it once it has been added, as grpc-js has it of its own providers, and again when it changes. */
class Told<T> {
  #value: T;
  readonly #listeners = new Set<(value: T) => void>();

  constructor(value: T) {
    this.#value = value;
  }

  readonly add = (listener: (value: T) => void): void => {
    this.#listeners.add(listener);
    process.nextTick(() => listener(this.#value));
  };

  readonly remove = (listener: (value: T) => void): void => void this.#listeners.delete(listener);

  tell(value: T): void {
    this.#value = value;
    for (const listener of this.#listeners) listener(value);
  }
}

function identityOf({ certificate, privateKey }: DiscoveryTls): { readonly certificate: Buffer; readonly privateKey: Buffer } {
  return { certificate: Buffer.from(certificate), privateKey: Buffer.from(privateKey) };
}

const silentProvider: Provider = {
  addCaCertificateListener: ignore,
  removeCaCertificateListener: ignore,
  addIdentityCertificateListener: ignore,
  removeIdentityCertificateListener: ignore,
};
