import type { ConsumerSpec } from "../../../model/object/consumer.ts";
import { type ConsumerScope, type CredentialSearch, inScope, type ShownCertificate } from "./consumer.ts";
import type { OwnCredential } from "./directory-consumer.ts";
import { ExactIndex } from "./exact-index.ts";

type CertificateName = NonNullable<ConsumerSpec["credentials"][string]["certificate"]>;

/** Owners of client certificates, by one of their names or by the whole certificate. */
export class CertificateIndex {
  readonly #known = new ExactIndex<OwnCredential>();

  find({ names, fingerprint }: ShownCertificate, scope: ConsumerScope): CredentialSearch {
    const keys = [...(fingerprint === undefined ? [] : [`sha256 ${fingerprint}`]), ...names.map((name) => `name ${name}`)];
    const searches = keys.map((key) => this.#known.find(key, scope));
    const [credential] = inScope(
      searches.flatMap((search) => search.credential ?? []),
      scope,
    );
    // Whoever is known by another name may be the policy's own from tomorrow on.
    return { credential, evidence: searches.flatMap(({ evidence }) => evidence) };
  }

  /** Answers how to take it back. */
  add(certificate: CertificateName, credential: OwnCredential): () => void {
    const key = certificate.sha256 === undefined ? `name ${certificate.name}` : `sha256 ${certificate.sha256}`;
    this.#known.add(key, credential);
    return () => this.#known.remove(key, credential);
  }
}
