import { constants, createHmac, createPrivateKey, type KeyObject, sign } from "node:crypto";
import { type AskedRequest, askedView } from "../../../authz/decide/explain/asked-request.ts";
import { requiredComponent, signatureBase } from "../../../authz/decide/identify/signature/signature-base.ts";
import { DecisionRequest } from "../../../authz/decide/request/decision-request.ts";
import { digestOf } from "../../../kit/hash.ts";
import type { BareItem, InnerList, Item } from "../../../kit/structured-field/field-value.ts";
import { parseDictionary } from "../../../kit/structured-field/parse-dictionary.ts";
import { serializeInnerList } from "../../../kit/structured-field/serialize-member.ts";
import type { AuthTest } from "../../../model/auth/auth-test-schema.ts";

type SignatureSpec = NonNullable<NonNullable<AuthTest["spec"]["cases"][number]["request"]>["signature"]>;

const usualComponents = ["@method", "@authority", "@path", "@query"] as const;

/** A request with its signature, or why it cannot be signed. */
export type SignedRequest = { readonly asked: AskedRequest } | { readonly fault: string };

/** Signs a request of a test (RFC 9421) as a partner would. `now`: milliseconds since the Unix epoch. */
export function signCase(asked: AskedRequest, spec: SignatureSpec, now: number): SignedRequest {
  const key = signingKey(spec);
  if (key === undefined) return { fault: "The request cannot be signed: its private key cannot be read" };
  const digested = withDigest(asked);
  const input = signatureInput(spec, digested, now);
  if (input === undefined) return { fault: "The request cannot be signed: a component is not written as RFC 9421 has it" };
  const made = signatureBase(input, new DecisionRequest(askedView(digested), now));
  if ("fault" in made) return { fault: `The request cannot be signed: ${made.fault}` };
  const signature = signed(Buffer.from(made.base, "utf8"), key).toString("base64");
  const headers = { ...digested.headers, "signature-input": `sig=${serializeInnerList(input)}`, signature: `sig=:${signature}:` };
  return { asked: { ...digested, headers } };
}

/** A body is signed by its digest (RFC 9530), unless the test gives another. */
function withDigest(asked: AskedRequest): AskedRequest {
  if (asked.body === undefined || asked.headers["content-digest"] !== undefined) return asked;
  const digest = `sha-256=:${digestOf("sha256", Buffer.from(asked.body)).toString("base64")}:`;
  return { ...asked, headers: { ...asked.headers, "content-digest": digest } };
}

function signatureInput({ components, keyId, created, nonce, tag }: SignatureSpec, asked: AskedRequest, now: number): InnerList | undefined {
  const usual = [...usualComponents, ...(asked.body === undefined ? [] : ["content-digest"])];
  const names = (components ?? usual).map((name) => requiredComponent(name).identifiers[0] ?? "");
  const list = parseDictionary(`sig=(${names.join(" ")})`)?.get("sig");
  if (list?.kind !== "list" || !list.items.every(isName)) return undefined;
  const seconds = Math.floor((created === undefined ? now : Date.parse(created)) / 1000);
  const texts = { keyid: keyId, ...(nonce !== undefined && { nonce }), ...(tag !== undefined && { tag }) };
  const parameters: readonly (readonly [string, BareItem])[] = [
    ["created", { type: "integer", value: seconds }],
    ...Object.entries(texts).map(([name, value]) => [name, { type: "string", value }] as const),
  ];
  return { ...list, parameters: new Map(parameters) };
}

function isName({ value }: Item): boolean {
  return value.type === "string";
}

type SigningKey = { readonly kind: "secret"; readonly secret: Buffer } | { readonly kind: "private"; readonly key: KeyObject };

/** Undefined for what is no key. */
function signingKey({ secret, encoding = "text", privateKey }: SignatureSpec): SigningKey | undefined {
  if (secret !== undefined) return { kind: "secret", secret: Buffer.from(secret, encoding === "base64" ? "base64" : "utf8") };
  try {
    return { kind: "private", key: createPrivateKey(privateKey) };
  } catch {
    return undefined;
  }
}

function signed(base: Buffer, made: SigningKey): Buffer {
  if (made.kind === "secret") return createHmac("sha256", made.secret).update(base).digest();
  const { key } = made;
  if (key.asymmetricKeyType === "ed25519") return sign(null, base, key);
  if (key.asymmetricKeyType !== "ec") return sign("sha512", base, { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 64 });
  const hash = key.asymmetricKeyDetails?.namedCurve === "secp384r1" ? "sha384" : "sha256";
  return sign(hash, base, { key, dsaEncoding: "ieee-p1363" });
}
