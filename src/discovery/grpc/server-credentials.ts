import { experimental, ServerCredentials } from "@grpc/grpc-js";

/** PEM texts for TLS; with `clientCa` a client certificate is asked for, and checked when one is shown. */
export interface DiscoveryTls {
  readonly certificate: string;
  readonly privateKey: string;
  readonly clientCa?: string;
}

/**
 * Credentials of the server. A client without a certificate may still show a token, so TLS asks for one and does not insist; one
 * that the client CA did not sign counts as none (grpc-js tells certificates of authorized peers alone), and admission says so.
 */
export function serverCredentials(tls: DiscoveryTls | undefined): ServerCredentials {
  if (tls === undefined) return ServerCredentials.createInsecure();
  const certificate = Buffer.from(tls.certificate);
  const privateKey = Buffer.from(tls.privateKey);
  const ca = tls.clientCa === undefined ? null : caProvider(Buffer.from(tls.clientCa));
  // The declared names of the first two parameters are swapped: the identity comes first.
  return experimental.createCertificateProviderServerCredentials(identityProvider({ certificate, privateKey }), ca, false);
}

type Provider = Parameters<typeof experimental.createCertificateProviderServerCredentials>[0];

const ignore = (): void => undefined;

/** Files are read at the start, so each listener is told once; later than it is added, as grpc-js has it of its own providers. */
function caProvider(caCertificate: Buffer): Provider {
  return { ...silentProvider, addCaCertificateListener: (listener) => void process.nextTick(listener, { caCertificate }) };
}

function identityProvider(identity: { readonly certificate: Buffer; readonly privateKey: Buffer }): Provider {
  return { ...silentProvider, addIdentityCertificateListener: (listener) => void process.nextTick(listener, identity) };
}

const silentProvider: Provider = {
  addCaCertificateListener: ignore,
  removeCaCertificateListener: ignore,
  addIdentityCertificateListener: ignore,
  removeIdentityCertificateListener: ignore,
};
