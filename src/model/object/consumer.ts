import { z } from "zod";
import type { DeepReadonly } from "../../kit/deep-readonly.ts";
import { publicAlgorithms } from "../auth/message-algorithm.ts";
import { complaint, shown } from "../check/complaint.ts";
import { dnsLabel, formed } from "./common.ts";
import { exclusive } from "./exclusive.ts";
import { storedHash, storedSecret, writtenKey, writtenSecret } from "./secret-field.ts";

const word = formed(/^[A-Za-z0-9](?:[A-Za-z0-9._:/-]{0,126}[A-Za-z0-9])?$/u, (value) => [
  "INVALID_NAME",
  `Word ${shown(value)} is not valid`,
  "Use letters, digits, '.', '_', ':', '/' and '-'",
]);

const instant = formed(/^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d{1,3})?)?(?:Z|[+-]\d\d:\d\d)$/u, (value) => [
  "INVALID_TIME",
  `Time ${shown(value)} is not valid`,
  "Write it as ISO 8601 with its zone: 2026-11-25T08:00:00Z",
]);

const keyText = formed(/^[\x21-\x7e]{16,512}$/u, () => [
  "INVALID_VALUE",
  "API key is not valid",
  "Write 16 to 512 printable ASCII characters without spaces, at random",
]);

const passwordText = formed(/^[^\p{Cc}]{8,512}$/u, () => ["INVALID_VALUE", "Password is not valid", "Write 8 to 512 characters without control characters"]);

const sharedText = formed(/^[\x20-\x7e]{32,1024}$/u, () => ["INVALID_VALUE", "Secret is not valid", "Write 32 to 1024 printable ASCII characters, at random"]);

const sha256Text = formed(/^[0-9a-f]{64}$/u, () => ["INVALID_VALUE", "Value is not a SHA-256", "Write 64 hexadecimal digits in lower case"]);

const jwt = z.strictObject({
  issuer: z.string().min(1).max(2048).describe("Claim iss of the tokens."),
  claims: z
    .record(z.string().min(1).max(512), z.string().min(1).max(4096))
    .refine((claims) => Object.keys(claims).length > 0, {
      error: complaint("MISSING_FIELD", "No claim tells the consumer's tokens from others", "Name one: sub, azp"),
    })
    .describe("Claims that tell its tokens from others, all of them: { azp: partner-app }."),
});

const certificate = exclusive(
  {},
  {
    name: { name: z.string().min(1).max(2048).describe("A name in the certificate: its URI (spiffe://example.org/web), DNS name or subject.") },
    sha256: { sha256: sha256Text.describe("SHA-256 of the certificate (DER), 64 hexadecimal digits.") },
  },
);

/** Fields of a consumer's spec; `secrets` are the schemas of its secrets, as they are written or as they are stored. */
function shape<Key extends z.ZodType, Hash extends z.ZodType, Sealed extends z.ZodType>(secrets: {
  readonly key: Key;
  readonly password: Hash;
  readonly shared: Sealed;
}) {
  const apiKey = exclusive(
    {},
    {
      value: {
        value: secrets.key.describe(
          "The key: 16 to 512 printable characters. Kept as a keyed hash and never read back but for how it begins: a quarter of it, at most eight characters.",
        ),
      },
      sha256: { sha256: sha256Text.describe("SHA-256 of the key, 64 hexadecimal digits, for those who do not want to show the key itself.") },
    },
  );
  const basic = z.strictObject({
    username: z
      .string()
      .regex(/^[^:\p{Cc}]{1,256}$/u)
      .describe("User name, without colon."),
    password: secrets.password.describe("Password: 8 to 512 characters. Kept as a keyed hash, never read back."),
  });
  const signature = exclusive(
    { keyId: z.string().min(1).max(256).describe("Parameter keyid of its signatures.") },
    {
      secret: {
        secret: secrets.shared.describe("Secret of both sides (hmac-sha256): 32 to 1024 characters. Kept sealed, never read back."),
        encoding: z.enum(["text", "base64"]).describe("What the secret is written as. Default: text.").exactOptional(),
      },
      publicKey: {
        publicKey: z.string().max(16_384).describe("Public key (PEM): RSA from 2048 bits, EC P-256 or P-384, Ed25519."),
        algorithm: z.enum(publicAlgorithms).describe("What it is used with. Default: what goes with the key; rsa-pss-sha512 with an RSA key.").exactOptional(),
      },
    },
  );
  const credential = exclusive(
    {
      notBefore: instant.describe("From when on it is good. Default: at once.").exactOptional(),
      expires: instant.describe("Until when it is good. Default: for ever.").exactOptional(),
    },
    {
      apiKey: { apiKey: apiKey.describe("An API key.") },
      jwt: { jwt: jwt.describe("Tokens of an identity provider.") },
      basic: { basic: basic.describe("User name and password.") },
      certificate: { certificate: certificate.describe("A client certificate.") },
      signature: { signature: signature.describe("A key that signs requests (RFC 9421).") },
    },
  );
  return {
    groups: z.array(word).max(64).default([]).describe("Groups that it belongs to; rules name them."),
    plan: word.describe("What it has bought: gold. Rate limits read it.").exactOptional(),
    priority: word.describe("How important its requests are: high. Rate limits read it.").exactOptional(),
    disabled: z.boolean().default(false).describe("True: none of its credentials is good."),
    credentials: z
      .record(dnsLabel, credential)
      .default({})
      .describe(
        "Credentials by name; several of one kind may be good at the same time, so that one can be replaced without a gap. In status.lastUsed stands when each was used last, to the minute.",
      ),
  } as const;
}

/** Fields of a consumer's spec as users write them. */
export const consumerShape = shape({ key: writtenKey(keyText), password: writtenSecret(passwordText), shared: writtenSecret(sharedText) });

/** Fields of a consumer's spec as they are stored. */
export const storedConsumerShape = shape({ key: storedHash, password: storedHash, shared: storedSecret });

/** Spec of a Consumer as it is read: defaults filled in; API keys are hashed, or texts where nothing was stored. */
export type ConsumerSpec = DeepReadonly<z.output<z.ZodObject<typeof storedConsumerShape>>>;
