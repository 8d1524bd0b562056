/** Who calls: facts of the connection, the same for all of its calls. */
export interface Peer {
  /** `127.0.0.1:4711`, `[::1]:4711`, or `unix:` for a Unix socket. */
  readonly address: string;
  /** The certificate that the peer showed and a client authority of ours signed; `undefined` without TLS or without one. */
  readonly certificate: PeerCertificate | undefined;
}

/** A verified client certificate. */
export interface PeerCertificate {
  /** Common name of the subject; empty when it has none. */
  readonly commonName: string;
  /** Subject alternative names with their types, as `DNS:edge.example`, `URI:spiffe://fleet/edge`, `IP Address:10.0.0.1`. */
  readonly subjectAltNames: readonly string[];
  /** SHA-256 of the DER form: hexadecimal digits, upper case, pairs with colons between them. */
  readonly fingerprint: string;
}
