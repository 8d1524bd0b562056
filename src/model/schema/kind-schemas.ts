import { z } from "zod";
import { certificateShape, storedCertificateShape } from "../object/certificate.ts";
import { consumerShape, storedConsumerShape } from "../object/consumer.ts";
import { envoyPatchShape } from "../object/envoy-patch.ts";
import { gatewayShape } from "../object/gateway.ts";
import { instanceShape } from "../object/instance.ts";
import { nodeGroupShape } from "../object/node-group.ts";
import type { Kind } from "../object/object.ts";
import { policyShape } from "../object/policy.ts";
import { rateLimitDomainSchema } from "../object/rate-limit-domain.ts";
import { revocationSpec } from "../object/revocation.ts";
import { routeShape } from "../object/route.ts";
import { secretShape, storedSecretShape } from "../object/secret.ts";
import { serviceShape } from "../object/service.ts";
import { streamRouteShape } from "../object/stream-route.ts";
import { trustBundleShape } from "../object/trust-bundle.ts";
import { type PolicyPlace, policiesAt } from "../policy/policy-place.ts";
import type { PolicySchema } from "../policy-schema.ts";
import type { Specs } from "./specs.ts";

/** One schema a kind. */
export type KindSchemas = Readonly<Record<Kind, z.ZodType>>;

/** What users may write as specs: unknown fields are refused, and each policy stands where it may, with the schema that `block` gives it. */
export function writtenSpecs(policies: readonly PolicySchema[], block: (policy: PolicySchema) => z.ZodType): KindSchemas {
  const at = (place: PolicyPlace) => Object.fromEntries(policiesAt(policies, place).map((policy) => [policy.name, block(policy)]));
  return {
    Gateway: z.strictObject({ ...gatewayShape, ...at("gateway") }),
    Route: z.strictObject({ ...routeShape(at("rule")), ...at("route") }),
    StreamRoute: z.strictObject(streamRouteShape),
    Service: z.strictObject({ ...serviceShape, ...at("service") }),
    Instance: z.strictObject(instanceShape),
    Consumer: z.strictObject(consumerShape),
    Revocation: revocationSpec,
    Certificate: z.strictObject(certificateShape),
    Secret: z.strictObject(secretShape),
    TrustBundle: z.strictObject(trustBundleShape),
    NodeGroup: z.strictObject(nodeGroupShape),
    Policy: z.strictObject({ ...policyShape, ...at("policy") }),
    RateLimitDomain: rateLimitDomainSchema,
    EnvoyPatch: z.strictObject(envoyPatchShape),
  };
}

/** How stored specs are read: defaults filled in, policies left out, secrets sealed. */
export const storedSpecs: { readonly [K in Kind]: z.ZodType<Specs[K]> } = {
  Gateway: z.object(gatewayShape),
  Route: z.object(routeShape({}, "drop")),
  StreamRoute: z.object(streamRouteShape),
  Service: z.object(serviceShape),
  Instance: z.object(instanceShape),
  Consumer: z.object(storedConsumerShape),
  Revocation: revocationSpec,
  Certificate: z.object(storedCertificateShape),
  Secret: z.object(storedSecretShape),
  TrustBundle: z.object(trustBundleShape),
  NodeGroup: z.object(nodeGroupShape),
  Policy: z.object(policyShape),
  RateLimitDomain: rateLimitDomainSchema,
  EnvoyPatch: z.object(envoyPatchShape),
};
