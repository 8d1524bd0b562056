import type { JwsAlgorithm } from "../../../kit/jose/algorithm.ts";
import { appendPointer } from "../../../kit/json-pointer.ts";
import { readPublicKey } from "../../../kit/x509.ts";
import { algorithmsOf, type MessageAlgorithm } from "../../../model/auth/message-algorithm.ts";
import type { ConsumerSpec } from "../../../model/object/consumer.ts";
import { sealContext } from "../../../model/object/secret-field.ts";
import type { ConsumerScope, SigningKey, SigningKeySearch } from "./consumer.ts";
import type { OwnCredential } from "./directory-consumer.ts";
import { ExactIndex } from "./exact-index.ts";

type SignatureKey = NonNullable<ConsumerSpec["credentials"][string]["signature"]>;

interface SigningCredential extends OwnCredential {
  readonly key: SigningKey;
}

/** Keys that sign requests, by their names. */
export class SignatureIndex {
  readonly #known = new ExactIndex<SigningCredential>();

  find(keyId: string, scope: ConsumerScope): SigningKeySearch {
    const { credential, evidence } = this.#known.find(keyId, scope);
    return { credential, evidence, key: credential?.key };
  }

  /** Answers how to take it back. */
  add(signature: SignatureKey, credential: OwnCredential): () => void {
    const owner = { ...credential, key: signingKey(signature, credential) };
    this.#known.add(signature.keyId, owner);
    return () => this.#known.remove(signature.keyId, owner);
  }
}

/** What the algorithms are called by JSON Web Algorithms (RFC 7518), which are the same ones. */
const names: Readonly<Record<MessageAlgorithm, JwsAlgorithm>> = {
  "hmac-sha256": "HS256",
  "rsa-v1_5-sha256": "RS256",
  "rsa-pss-sha512": "PS512",
  "ecdsa-p256-sha256": "ES256",
  "ecdsa-p384-sha384": "ES384",
  ed25519: "EdDSA",
};

function signingKey(signature: SignatureKey, { consumer, name }: OwnCredential): SigningKey {
  const { secret, encoding, publicKey } = signature;
  const pointer = `${appendPointer("/spec/credentials", name)}/signature/secret`;
  const context = sealContext({ kind: "Consumer", namespace: consumer.namespace, name: consumer.name }, pointer);
  const message = publicKey === undefined ? "hmac-sha256" : (signature.algorithm ?? usualAlgorithm(publicKey));
  const material: SigningKey["material"] =
    publicKey === undefined ? { kind: "secret", value: secret, encoding: encoding ?? "text", context } : { kind: "public", pem: publicKey };
  return { algorithm: names[message], name: message, material };
}

/** The model has taken the key, so there is one. */
function usualAlgorithm(publicKey: string): MessageAlgorithm {
  const read = readPublicKey(publicKey);
  return ("error" in read ? undefined : algorithmsOf(read.key)[0]) ?? "ed25519";
}
