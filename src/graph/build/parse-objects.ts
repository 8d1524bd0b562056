import type { Model } from "../../model/model.ts";
import { type ObjectInputs, parseAll } from "./inputs.ts";

/** Every kind that others look things up in, with its spec read; routes are read where they are built. */
export type ParsedObjects = ReturnType<typeof parseObjects>;

/** Reads the specs of objects, defaults filled in. */
export function parseObjects(inputs: ObjectInputs, model: Model) {
  return {
    gateways: parseAll("Gateway", inputs, model),
    streamRoutes: parseAll("StreamRoute", inputs, model),
    services: parseAll("Service", inputs, model),
    instances: parseAll("Instance", inputs, model),
    consumers: parseAll("Consumer", inputs, model),
    certificates: parseAll("Certificate", inputs, model),
    trustBundles: parseAll("TrustBundle", inputs, model),
    nodeGroups: parseAll("NodeGroup", inputs, model),
    policies: parseAll("Policy", inputs, model),
    patches: parseAll("EnvoyPatch", inputs, model),
    rateLimitDomains: parseAll("RateLimitDomain", inputs, model),
  };
}
