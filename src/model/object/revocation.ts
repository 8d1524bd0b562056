import { z } from "zod";
import type { DeepReadonly } from "../../kit/deep-readonly.ts";
import { shown } from "../check/complaint.ts";
import { dnsLabel, formed } from "./common.ts";
import { exclusive } from "./exclusive.ts";

const instant = formed(/^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d{1,3})?)?(?:Z|[+-]\d\d:\d\d)$/u, (value) => [
  "INVALID_TIME",
  `Time ${shown(value)} is not valid`,
  "Write it as ISO 8601 with its zone: 2026-11-25T08:00:00Z",
]);

const sha256Text = formed(/^[0-9a-f]{64}$/u, () => ["INVALID_VALUE", "Value is not a SHA-256", "Write 64 hexadecimal digits in lower case"]);
const text = z.string().min(1).max(2048);

const token = exclusive(
  {},
  {
    id: {
      id: text.describe("Claim jti of the token."),
      issuer: text.describe("Claim iss of the token. Default: of any issuer.").exactOptional(),
    },
    sha256: { sha256: sha256Text.describe("SHA-256 of the token's text, for tokens without jti and those that are no JWT.") },
  },
);

const subject = z.strictObject({
  issuer: text.describe("Claim iss of its tokens."),
  subject: text.describe("Claim sub of its tokens."),
  issuedBefore: instant.describe("Tokens that were issued later are good (claim iat). Default: none is.").exactOptional(),
});

const credential = z.strictObject({
  consumer: dnsLabel.describe("Consumer that it belongs to, in this namespace."),
  name: dnsLabel.describe("Name of the credential."),
});

const login = exclusive(
  {
    issuer: text.describe("The identity provider that they logged in at."),
    before: instant.describe("Logins that were made later are good. Default: none is.").exactOptional(),
  },
  {
    providerSession: { providerSession: text.describe("Session at the identity provider: claim sid of the ID token.") },
    subject: { subject: text.describe("Whose: claim sub of the ID token.") },
  },
);

/** Spec of a Revocation as users write it: what is no longer good, and until when that is remembered. */
export const revocationSpec = exclusive(
  {
    until: instant.describe("Until when it holds: not before what is revoked has ended by itself. Default: until it is deleted.").exactOptional(),
    reason: z.string().min(1).max(1024).describe("Why, for the audit log.").exactOptional(),
    everywhere: z.boolean().describe("True: in every namespace; for admins. Default: for the policies of this namespace.").exactOptional(),
  },
  {
    token: { token: token.describe("One token.") },
    subject: { subject: subject.describe("Every token of somebody.") },
    credential: { credential: credential.describe("One credential of a consumer, an API key or another.") },
    certificate: { certificate: sha256Text.describe("One client certificate: the SHA-256 of it (DER), 64 hexadecimal digits.") },
    consumer: { consumer: dnsLabel.describe("All credentials of a consumer in this namespace.") },
    session: { session: text.describe("One session of a login, by its id.") },
    login: { login: login.describe("Sessions of logins, and no other tokens: of one session at the identity provider, or of somebody.") },
  },
);

/** Spec of a Revocation as it is read. */
export type RevocationSpec = DeepReadonly<z.output<typeof revocationSpec>>;
