import type { SecretNode } from "../../graph/node/secret-node.ts";
import { keyedHash } from "../../kit/hash.ts";
import { isSealed, openSeal, type SealKey } from "../../kit/seal.ts";
import { type EncodedPiece, encodeResource } from "../encode-resource.ts";

/**
 * An SDS secret. This is the only place where private keys are opened; the version is a keyed hash, so that it tells nothing about the
 * content. Throws a `SealError` when the key in use is not the one that sealed.
 */
export function encodeSecret(node: SecretNode, key: SealKey): EncodedPiece {
  return encodeResource({
    message: "envoy.extensions.transport_sockets.tls.v3.Secret",
    value: secretMessage(node, key),
    type: "secret",
    name: node.name,
    versionOf: (bytes) => keyedHash(key.bytes, bytes),
    origins: [node.origin],
  });
}

function secretMessage(node: SecretNode, key: SealKey) {
  if (node.kind === "trust") return { name: node.name, validation_context: { trusted_ca: { inline_string: node.certificates } } };
  if (node.kind === "trust-file") return { name: node.name, validation_context: { trusted_ca: { filename: node.file } } };
  const privateKey = isSealed(node.privateKey) ? openSeal(key, node.privateKey, node.context) : Buffer.from(node.privateKey);
  return { name: node.name, tls_certificate: { certificate_chain: { inline_string: node.chain }, private_key: { inline_bytes: privateKey } } };
}
