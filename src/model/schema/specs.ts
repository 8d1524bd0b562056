import type { CertificateSpec } from "../object/certificate.ts";
import type { ConsumerSpec } from "../object/consumer.ts";
import type { EnvoyPatchSpec } from "../object/envoy-patch.ts";
import type { GatewaySpec } from "../object/gateway.ts";
import type { InstanceSpec } from "../object/instance.ts";
import type { NodeGroupSpec } from "../object/node-group.ts";
import type { PolicySpec } from "../object/policy.ts";
import type { RateLimitDomainSpec } from "../object/rate-limit-domain.ts";
import type { RevocationSpec } from "../object/revocation.ts";
import type { RouteSpec } from "../object/route.ts";
import type { SecretSpec } from "../object/secret.ts";
import type { ServiceSpec } from "../object/service.ts";
import type { StreamRouteSpec } from "../object/stream-route.ts";
import type { TrustBundleSpec } from "../object/trust-bundle.ts";

/** The spec of each kind as it is read. */
export interface Specs {
  readonly Gateway: GatewaySpec;
  readonly Route: RouteSpec;
  readonly StreamRoute: StreamRouteSpec;
  readonly Service: ServiceSpec;
  readonly Instance: InstanceSpec;
  readonly Consumer: ConsumerSpec;
  readonly Revocation: RevocationSpec;
  readonly Certificate: CertificateSpec;
  readonly Secret: SecretSpec;
  readonly TrustBundle: TrustBundleSpec;
  readonly NodeGroup: NodeGroupSpec;
  readonly Policy: PolicySpec;
  readonly RateLimitDomain: RateLimitDomainSpec;
  readonly EnvoyPatch: EnvoyPatchSpec;
}
