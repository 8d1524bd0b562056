import type { Model } from "../../model/model.ts";
import { type ObjectInputs, parseAll } from "./inputs.ts";

/** Every kind with its spec read. */
export type ParsedObjects = ReturnType<typeof parseObjects>;

/** Reads the specs of all objects, defaults filled in. */
export function parseObjects(inputs: ObjectInputs, model: Model) {
  return {
    gateways: parseAll(inputs.Gateway, (object) => model.specOf("Gateway", object)),
    routes: parseAll(inputs.Route, (object) => model.specOf("Route", object)),
    streamRoutes: parseAll(inputs.StreamRoute, (object) => model.specOf("StreamRoute", object)),
    services: parseAll(inputs.Service, (object) => model.specOf("Service", object)),
    instances: parseAll(inputs.Instance, (object) => model.specOf("Instance", object)),
    certificates: parseAll(inputs.Certificate, (object) => model.specOf("Certificate", object)),
    trustBundles: parseAll(inputs.TrustBundle, (object) => model.specOf("TrustBundle", object)),
    nodeGroups: parseAll(inputs.NodeGroup, (object) => model.specOf("NodeGroup", object)),
    policies: parseAll(inputs.Policy, (object) => model.specOf("Policy", object)),
    patches: parseAll(inputs.EnvoyPatch, (object) => model.specOf("EnvoyPatch", object)),
  };
}
