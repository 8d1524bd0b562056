import { contentHash } from "../../kit/hash.ts";
import { canonicalJson } from "../../kit/json.ts";
import { isHashed } from "../../kit/seal.ts";
import { shown } from "../../model/check/complaint.ts";
import type { ConsumerSpec } from "../../model/object/consumer.ts";

/** A credential by what its callers show. */
export interface ShownCredential {
  /** Equal where callers show the same; a secret is in it as a hash alone. */
  readonly identity: string;
  /** What they show, as messages name it; never a secret. */
  readonly what: string;
  /** Something secret decides among credentials that are alike. */
  readonly isToldApart: boolean;
}

/** What callers show of a credential. */
export function shownCredential(fields: ConsumerSpec["credentials"][string]): ShownCredential {
  const { apiKey, jwt, basic, signature, certificate } = fields;
  if (apiKey !== undefined) return { identity: `key ${keyIdentity(apiKey)}`, what: "API key", isToldApart: false };
  if (jwt !== undefined) return { identity: `jwt ${canonicalJson(jwt)}`, what: `claims of tokens of ${shown(jwt.issuer)}`, isToldApart: false };
  if (basic !== undefined) return { identity: `user ${basic.username}`, what: `user name ${shown(basic.username)}`, isToldApart: true };
  if (signature !== undefined) return { identity: `signature ${signature.keyId}`, what: `keyId ${shown(signature.keyId)}`, isToldApart: false };
  const { name, sha256 } = certificate;
  if (name !== undefined) return { identity: `name ${name}`, what: `name of certificates ${shown(name)}`, isToldApart: false };
  return { identity: `certificate ${sha256}`, what: `certificate ${sha256}`, isToldApart: false };
}

/** Of a key that is written as its plain hash nobody knows the keyed one: the two are not compared. */
function keyIdentity({ value, sha256 }: NonNullable<ConsumerSpec["credentials"][string]["apiKey"]>): string {
  if (sha256 !== undefined) return `sha256 ${sha256}`;
  return isHashed(value) ? `${value.hashed.key} ${value.hashed.mac}` : `text ${contentHash(value)}`;
}
