import { z } from "zod";
import type { DeepReadonly } from "../../kit/deep-readonly.ts";
import { dnsLabel } from "../object/common.ts";
import { exclusive } from "../object/exclusive.ts";
import { credentialPlace } from "./credential-place.ts";
import { introspectionSchema } from "./introspection-schema.ts";
import { jwtSchema } from "./jwt-schema.ts";
import { oidcSchema } from "./oidc-schema.ts";
import { signatureSchema } from "./signature-schema.ts";

const forward = (byDefault: string) => z.boolean().describe(`Whether the credential goes on to the backend. Default: ${byDefault}.`).exactOptional();

const apiKey = z.strictObject({
  from: z
    .array(credentialPlace)
    .min(1)
    .max(8)
    .describe("Where the key stands; the first place that has one counts. Default: the header x-api-key.")
    .exactOptional(),
  forward: forward("false"),
});

const basic = z.strictObject({
  realm: z
    .string()
    .regex(/^[\x20-\x7e]{1,256}$/u)
    .describe("What the browser asks for. Default: sluice.")
    .exactOptional(),
  forward: forward("false"),
});

const certificate = z.strictObject({
  trustDomains: z
    .array(z.string().regex(/^[a-z0-9._-]{1,255}$/u))
    .min(1)
    .max(64)
    .describe("Only SPIFFE ids of these trust domains: example.org. Default: every certificate that the gateway's client CA has signed.")
    .exactOptional(),
  consumer: z.enum(["optional", "required"]).describe("Whether the certificate must belong to a Consumer. Default: optional.").exactOptional(),
});

const anonymous = z.strictObject({
  groups: z.array(z.string().min(1).max(128)).max(32).describe("Groups of somebody who shows no credential. Default: none.").exactOptional(),
});

/** One way to find out who calls. */
export const identifyMethod = exclusive(
  { name: dnsLabel.describe("Name of this way, for rules, logs and explanations. Default: the word of its kind, as in api-key.").exactOptional() },
  {
    apiKey: { apiKey: apiKey.describe("An API key of a Consumer.") },
    jwt: { jwt: jwtSchema.describe("A signed token (JWT) of an identity provider.") },
    introspection: { introspection: introspectionSchema.describe("A token that the identity provider is asked about (RFC 7662).") },
    basic: { basic: basic.describe("User name and password of a Consumer (RFC 7617).") },
    certificate: {
      certificate: certificate.describe(
        "The client certificate, which the gateway's client CA has signed: its URI (SPIFFE id), DNS names or subject, in this order.",
      ),
    },
    signature: { signature: signatureSchema.describe("A signature of the request with a key of a Consumer (RFC 9421).") },
    oidc: { oidc: oidcSchema.describe("A login of a browser at an OpenID Connect provider, and the session that follows.") },
    anonymous: { anonymous: anonymous.describe("Nobody in particular: whoever shows no credential. Put it last.") },
  },
);

/** One way to find out who calls. */
export type IdentifyMethod = DeepReadonly<z.output<typeof identifyMethod>>;
