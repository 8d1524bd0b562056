import { z } from "zod";
import type { DeepReadonly } from "../../kit/deep-readonly.ts";
import { duration } from "../object/common.ts";
import { secretRef } from "../object/secret-ref.ts";
import { credentialPlace } from "./credential-place.ts";
import { claimName, unheardUrl } from "./token-fields.ts";

const client = z.strictObject({
  id: z.string().min(1).max(256).describe("Client id under which the identity provider knows the gateway."),
  secret: secretRef.describe("Its client secret."),
  method: z
    .enum(["basic", "post"])
    .describe("How the secret is shown: in the header Authorization, or in the form (client_secret_basic, client_secret_post). Default: basic.")
    .exactOptional(),
});

/** Identification by a token that the identity provider is asked about (RFC 7662). */
export const introspectionSchema = z.strictObject({
  url: unheardUrl.describe("Introspection endpoint of the identity provider."),
  client: client.describe("As whom the gateway asks. Default: it shows no credential of its own.").exactOptional(),
  issuer: z.string().min(1).max(2048).describe("What consumers and revocations call the issuer of these tokens; an answer with another claim iss is refused."),
  audiences: z
    .array(z.string().min(1).max(2048))
    .min(1)
    .max(64)
    .describe("Audiences, of which the answer names at least one. Default: what the identity provider calls active is good.")
    .exactOptional(),
  require: z.array(claimName).min(1).max(64).describe("Claims that the answer must have, by name or JSON Pointer.").exactOptional(),
  leeway: duration.describe("How far clocks may differ. Default: 30s.").exactOptional(),
  cache: duration
    .describe("How long an answer is used again, never beyond the token's end, and at most a minute; that a token is not active, at most 5s. Default: 60s.")
    .exactOptional(),
  subject: claimName.describe("Claim that says who it is. Default: sub.").exactOptional(),
  groups: claimName.describe("Claim with the groups. Default: groups.").exactOptional(),
  scopes: claimName.describe("Claim with the scopes: a list, or words in one text. Default: scope, else scp.").exactOptional(),
  from: z
    .array(credentialPlace)
    .min(1)
    .max(8)
    .describe("Where the token stands; the first place that has one counts. Default: Authorization: Bearer.")
    .exactOptional(),
  forward: z.boolean().describe("Whether the token goes on to the backend. Default: true.").exactOptional(),
  binding: z
    .enum(["whenBound", "required", "ignored"])
    .describe("Whether a token is good only over the client certificate that it is bound to (RFC 8705). Default: whenBound, those tokens that are bound.")
    .exactOptional(),
  consumer: z.enum(["optional", "required"]).describe("Whether the token must belong to a Consumer (its credential jwt). Default: optional.").exactOptional(),
});

/** Identification by a token that the identity provider is asked about. */
export type IntrospectionSpec = DeepReadonly<z.output<typeof introspectionSchema>>;
