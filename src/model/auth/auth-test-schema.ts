import { z } from "zod";
import type { DeepReadonly } from "../../kit/deep-readonly.ts";
import { shown } from "../check/complaint.ts";
import { dnsLabel, formed, ipAddress } from "../object/common.ts";
import { exclusive } from "../object/exclusive.ts";
import { headerName, headerValue, method } from "../object/http-text.ts";
import { metadataSchema } from "./metadata-schema.ts";

/** Kind of the documents that have tests of policies: they may stand among objects, and no command that writes objects looks at them. */
export const authTestKind = "AuthTest";

const instant = formed(/^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d{1,3})?)?(?:Z|[+-]\d\d:\d\d)$/u, (value) => [
  "INVALID_TIME",
  `Time ${shown(value)} is not valid`,
  "Write it as ISO 8601 with its zone: 2026-11-25T08:00:00Z",
]);

const url = formed(/^(?:https?:\/\/[^/?#\s]+)?(?:[/?][^\s]*)?$/u, (value) => [
  "INVALID_VALUE",
  `Address ${shown(value)} is not valid`,
  "Write it whole, or only its path: /orders/7?all=1",
]);

const policyName = formed(/^(?:[a-z0-9-]{1,63}\/)?[a-z0-9-]{1,63}$/u, (value) => [
  "INVALID_NAME",
  `Policy ${shown(value)} is not a name`,
  "Write the name of a Policy, or namespace/name",
]);

const claims = z.record(z.string().min(1), z.json());

const token = z.strictObject({
  issuer: z.string().min(1).max(2048).describe("Issuer whose test key signs it: one of issuers. Its claim iss, too."),
  claims: claims.describe("Claims; exp, nbf and iat also as ISO 8601. null takes one away. Default: iss, iat now, exp in five minutes.").exactOptional(),
  header: claims.describe("Members of the header beside alg, kid and typ, or in their place.").exactOptional(),
  signedBy: z.string().min(1).max(2048).describe("Issuer whose key signs it in place of the own one, to see that it is refused.").exactOptional(),
});

const signature = exclusive(
  {
    keyId: z.string().min(1).max(256).describe("Name of the key, as the consumer's credential has it."),
    components: z
      .array(z.string().min(1).max(512))
      .max(64)
      .describe("What is signed, written as in the policy. Default: @method, @authority, @path and @query, and content-digest where there is a body.")
      .exactOptional(),
    created: instant.describe("When it was signed. Default: the time of the request.").exactOptional(),
    nonce: z.string().min(1).max(256).describe("Default: none.").exactOptional(),
    tag: z.string().min(1).max(256).describe("Default: none.").exactOptional(),
  },
  {
    secret: {
      secret: z.string().min(1).max(1024).describe("Shared secret: it is signed by hmac-sha256."),
      encoding: z.enum(["text", "base64"]).describe("What the secret is written as. Default: text.").exactOptional(),
    },
    privateKey: { privateKey: z.string().min(1).max(16_384).describe("Private key (PEM): it is signed by the usual algorithm of its kind.") },
  },
);

const request = z.strictObject({
  method: method.describe("Default: GET.").exactOptional(),
  url: url.describe("Whole address, or a path that is put behind base. Default: /.").exactOptional(),
  headers: z.record(headerName, headerValue).describe("Headers.").exactOptional(),
  token: token.describe("A signed token, shown as Authorization: Bearer.").exactOptional(),
  signature: signature
    .describe(
      "The request is signed (RFC 9421), and its body by Content-Digest. One that was signed already has the headers Signature-Input and Signature, and a fixed now.",
    )
    .exactOptional(),
  source: ipAddress.describe("The caller's address. Default: 127.0.0.1.").exactOptional(),
  principal: z.string().min(1).max(2048).describe("Name in the client certificate: spiffe://example.org/web. Default: that of certificate.").exactOptional(),
  certificate: z.string().min(1).max(65_536).describe("The client certificate, as PEM.").exactOptional(),
  body: z.string().max(1_048_576).describe("Body, as Envoy would send it.").exactOptional(),
  metadata: metadataSchema.describe("What filters of the proxy would have left of the request, by namespace. Default: nothing.").exactOptional(),
  routeMetadata: metadataSchema.describe("The route's own metadata, by namespace. Default: nothing.").exactOptional(),
});

const headersSeen = z.record(headerName, z.union([z.string(), z.null()]));

const expected = z.strictObject({
  verdict: z.enum(["allowed", "denied", "error"]).describe("What it comes to; error: it cannot be decided, and nobody gets in.").exactOptional(),
  status: z.int().min(200).max(599).describe("Status that the caller is answered with; of a request that gets in there is none.").exactOptional(),
  code: z.string().describe("Why not: credential_missing, credential_expired, forbidden.").exactOptional(),
  consumer: z.union([z.string(), z.null()]).describe("Name of the consumer, or namespace/name; null: none.").exactOptional(),
  subject: z.string().describe("Who calls, in one word.").exactOptional(),
  identifiedBy: z.string().describe("Way of identification that found out who calls.").exactOptional(),
  phase: z.enum(["identify", "authorize"]).describe("Phase that refuses.").exactOptional(),
  by: z.string().describe("Who refuses: Policy shop/orders.").exactOptional(),
  rule: z.union([z.string(), z.null()]).describe("Rule that decides in the last block that was asked; null: none fits.").exactOptional(),
  headers: headersSeen.describe("Request headers that the backend gets; null: it does not get it.").exactOptional(),
  responseHeaders: headersSeen.describe("Headers of the answer; null: not set.").exactOptional(),
  metadata: z.record(z.string(), z.json()).describe("Members of the dynamic metadata; null: not there.").exactOptional(),
  shadow: z
    .record(z.string(), z.enum(["passed", "refused", "excused", "undecided"]))
    .describe("What policies in shadow would do, by source: Policy shop/next.")
    .exactOptional(),
});

const cases = z
  .array(
    z.strictObject({
      name: z.string().min(1).max(256).describe("What it shows."),
      policy: policyName.describe("Policy that decides. Default: that of the test.").exactOptional(),
      now: instant.describe("Time of the request. Default: that of the test.").exactOptional(),
      request: request.describe("The request.").exactOptional(),
      expect: expected.describe("What it must come to; what is left out may be anything."),
    }),
  )
  .min(1)
  .max(10_000);

const testKey = exclusive(
  {},
  {
    algorithm: {
      algorithm: z
        .enum(["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"])
        .describe("A key of this algorithm is made for the run."),
      keyId: z.string().min(1).max(256).describe("Its name (kid). Default: test.").exactOptional(),
    },
    privateKey: {
      privateKey: z.string().min(1).max(16_384).describe("Private key (PEM): of RSA it signs with RS256. For issuers whose keys stand in the policy."),
      keyId: z.string().min(1).max(256).describe("Its name (kid). Default: test.").exactOptional(),
    },
    jwks: { jwks: z.record(z.string(), z.json()).describe("Public keys (JWK Set), for tokens that stand in the test as they are.") },
    unreachable: { unreachable: z.literal(true).describe("The issuer's keys cannot be had.") },
  },
);

/** Tests of policies, as they stand in files. */
export const authTestSchema = z.strictObject({
  kind: z.literal(authTestKind),
  name: dnsLabel.describe("Name of the tests."),
  namespace: dnsLabel.describe("Namespace of names without one. Default: default.").exactOptional(),
  spec: z.strictObject({
    now: instant.describe("Time of every request. Default: now.").exactOptional(),
    base: z
      .string()
      .regex(/^https?:\/\/[^/?#\s]+$/u)
      .describe("What stands before paths. Default: https://test.example.")
      .exactOptional(),
    policy: policyName.describe("Policy that decides. Default: what the routes of the files demand; where they have none, their only Policy.").exactOptional(),
    objects: z.array(z.record(z.string(), z.json())).max(1000).describe("Objects beside those of the files, or in place of them.").exactOptional(),
    issuers: z.record(z.string().min(1), testKey).describe("Whose keys sign tokens here, by issuer.").exactOptional(),
    introspection: z
      .record(z.string().min(1), z.looseObject({ active: z.boolean() }))
      .describe("What identity providers say of tokens, by token; of all others, that they are not active.")
      .exactOptional(),
    cases: cases.describe("Requests, and what each must come to."),
  }),
});

/** Tests of policies, as they stand in a file. */
export type AuthTest = DeepReadonly<z.output<typeof authTestSchema>>;
