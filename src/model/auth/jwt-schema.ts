import { z } from "zod";
import type { DeepReadonly } from "../../kit/deep-readonly.ts";
import { duration } from "../object/common.ts";
import { exclusive } from "../object/exclusive.ts";
import { credentialPlace } from "./credential-place.ts";
import { claimName, unheardUrl } from "./token-fields.ts";

const keySource = {
  jwks: { jwks: unheardUrl.describe("URL of the issuer's JWK Set.") },
  discovery: { discovery: z.literal(true).describe("The issuer tells its keys under /.well-known/openid-configuration.") },
  keys: { keys: z.record(z.string(), z.unknown()).describe("A JWK Set with public keys, here in the policy.") },
} as const;

/** One issuer of tokens. */
export const tokenIssuer = exclusive(
  {
    issuer: z.string().min(1).max(2048).describe("Claim iss of its tokens, to the letter."),
    audiences: z
      .union([z.literal("any"), z.array(z.string().min(1).max(2048)).min(1).max(64)])
      .describe("Audiences, of which a token names at least one; any takes tokens that were meant for others, too."),
    algorithms: z
      .array(z.enum(["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"]))
      .min(1)
      .max(10)
      .describe("Signature algorithms that are allowed. Default: RS256, PS256, ES256, ES384 and EdDSA.")
      .exactOptional(),
    leeway: duration.describe("How far clocks may differ. Default: 30s.").exactOptional(),
    maxAge: duration.describe("Oldest token, by its claim iat. Default: no limit but its own.").exactOptional(),
    require: z.array(claimName).min(1).max(64).describe("Claims that must be there, by name or JSON Pointer, beside iss and exp.").exactOptional(),
    profile: z
      .enum(["jwt", "rfc9068"])
      .describe("rfc9068: an OAuth 2 access token of that form (type at+jwt; sub, client_id, iat and jti). Default: jwt, any token that is signed.")
      .exactOptional(),
    subject: claimName.describe("Claim that says who it is. Default: sub.").exactOptional(),
    groups: claimName.describe("Claim with the groups. Default: groups.").exactOptional(),
    scopes: claimName.describe("Claim with the scopes: a list, or words in one text. Default: scope, else scp.").exactOptional(),
  },
  keySource,
);

/** One issuer of tokens. */
export type TokenIssuer = DeepReadonly<z.output<typeof tokenIssuer>>;

/** Identification by a signed token. */
export const jwtSchema = z.strictObject({
  issuers: z.array(tokenIssuer).min(1).max(32).describe("Whose tokens are good here."),
  from: z
    .array(credentialPlace)
    .min(1)
    .max(8)
    .describe("Where the token stands; the first place that has one counts. Default: Authorization: Bearer.")
    .exactOptional(),
  forward: z.boolean().describe("Whether the token goes on to the backend. Default: true.").exactOptional(),
  consumer: z.enum(["optional", "required"]).describe("Whether the token must belong to a Consumer (its credential jwt). Default: optional.").exactOptional(),
  binding: z
    .enum(["whenBound", "required", "ignored"])
    .describe("Whether a token is good only over the client certificate that it is bound to (RFC 8705). Default: whenBound, those tokens that are bound.")
    .exactOptional(),
});

/** Identification by a signed token. */
export type JwtSpec = DeepReadonly<z.output<typeof jwtSchema>>;
