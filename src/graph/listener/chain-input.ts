import type { Collection, Group, Read } from "../../kit/query/collection.ts";
import type { AllowedFrom } from "../../model/object/common.ts";
import type { GatewayListener, GatewaySpec } from "../../model/object/gateway.ts";
import type { Origin } from "../../model/object/object.ts";
import type { Parsed } from "../build/inputs.ts";
import type { LoweredPolicies } from "../build/lower-policies.ts";
import type { Finding } from "../node/finding.ts";
import type { StreamTarget } from "./stream-target.ts";

/** What a listener needs to know of a certificate. */
export interface CertificateFacts {
  /** DNS names of the leaf that a server name can be, lower case, in its order. */
  readonly hostnames: readonly string[];
  readonly allowedFrom: AllowedFrom | undefined;
}

/** What a listener needs to know of a trust bundle. */
export interface TrustFacts {
  readonly allowedFrom: AllowedFrom | undefined;
}

/** What building the chains of a listener reads. */
export interface ChainSources {
  readonly certificates: Collection<CertificateFacts>;
  readonly trustBundles: Collection<TrustFacts>;
  /** By `namespace/gateway/listener`. */
  readonly streams: Collection<Group<StreamTarget>>;
}

/** One listener of a gateway while its chains are made. */
export interface ChainInput {
  readonly gateway: Parsed<GatewaySpec>;
  readonly listener: GatewayListener;
  readonly index: number;
  readonly table: string;
  readonly policies: LoweredPolicies;
  readonly read: Read;
  readonly sources: ChainSources;
  readonly report: (finding: Finding) => void;
}

/** Where the listener stands. */
export function listenerOrigin({ gateway, index }: Pick<ChainInput, "gateway" | "index">): Origin {
  return { object: gateway.key, pointer: `/spec/listeners/${index}` };
}
