import { createHash, createHmac, type KeyObject, sign } from "node:crypto";
import type { RequestText } from "./check-message.ts";

/** How a request is signed. */
export interface SigningOptions {
  readonly key: KeyObject | string;
  readonly keyId?: string;
  /** Names with their values, as they are signed. */
  readonly components: Readonly<Record<string, string>>;
  /** Seconds since the Unix epoch. */
  readonly created: number;
  /** Further parameters as they are written: `;nonce="x"`. */
  readonly more?: string;
}

/** Headers of a signed request (RFC 9421): with a text as key by hmac-sha256, else by the usual algorithm of the key. */
export function signatureHeaders({ key, keyId = "k1", components, created, more = "" }: SigningOptions): Readonly<Record<string, string>> {
  const names = Object.keys(components).map((name) => (name.startsWith('"') ? name : `"${name}"`));
  const parameters = `(${names.join(" ")});created=${created};keyid="${keyId}"${more}`;
  const lines = Object.values(components).map((value, index) => `${names[index] ?? ""}: ${value}\n`);
  const base = Buffer.from(`${lines.join("")}"@signature-params": ${parameters}`);
  return { "signature-input": `sig=${parameters}`, signature: `sig=:${signed(base, key).toString("base64")}:` };
}

function signed(base: Buffer, key: KeyObject | string): Buffer {
  if (typeof key === "string") return createHmac("sha256", key).update(base).digest();
  switch (key.asymmetricKeyType) {
    case "rsa":
      return sign("sha512", base, { key, padding: 6, saltLength: 64 });
    case "ec":
      return sign(key.asymmetricKeyDetails?.namedCurve === "secp384r1" ? "sha384" : "sha256", base, { key, dsaEncoding: "ieee-p1363" });
    default:
      return sign(null, base, key);
  }
}

/** The header Content-Digest of a body. */
export function contentDigest(body: string): string {
  return `sha-256=:${createHash("sha256").update(body).digest("base64")}:`;
}

/** The components that are signed by default. */
export function usualComponents({ method = "GET", path = "/", host = "api.example.com" }: RequestText): Readonly<Record<string, string>> {
  const [plain = "", query = ""] = path.split("?");
  return { "@method": method, "@authority": host, "@path": plain, "@query": `?${query}` };
}
