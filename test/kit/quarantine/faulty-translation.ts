import { X509Certificate } from "node:crypto";
import { codec } from "../../../src/gen/codec.ts";
import type { EndpointSetNode } from "../../../src/graph/node/endpoint-set-node.ts";
import { encodeChecked } from "../../../src/xds/encode-resource.ts";
import type * as assignmentModule from "../../../src/xds/endpoint/load-assignment.ts";
import type * as patchModule from "../../../src/xds/made-by-patch.ts";
import type * as secretModule from "../../../src/xds/secret/encode-secret.ts";

/** An endpoint of this weight is translated wrong. */
export const poisonWeight = 666;

/** A certificate of this common name is translated wrong. */
export const poisonName = "poison";

/** A scope with this key is translated wrong. */
export const poisonKey = "poison";

/** The translation of endpoint sets, with a fault: the address of some endpoints is none. */
export function faultyAssignments(real: typeof assignmentModule): typeof assignmentModule {
  return { ...real, encodeLoadAssignment: (set, current) => real.encodeLoadAssignment(mislaid(set), current) };
}

function mislaid(set: EndpointSetNode): EndpointSetNode {
  const localities = set.localities.map((locality) => ({
    ...locality,
    endpoints: locality.endpoints.map((endpoint) => (endpoint.weight === poisonWeight ? { ...endpoint, address: "nowhere" } : endpoint)),
  }));
  return { ...set, localities };
}

/** The translation of certificates, with a fault: of some the chain is cut off. */
export function faultySecrets(real: typeof secretModule): typeof secretModule {
  const encodeSecret: typeof real.encodeSecret = (node, key) => {
    const isBad = node.kind === "certificate" && new X509Certificate(node.chain).subject === `CN=${poisonName}`;
    return real.encodeSecret(isBad ? { ...node, chain: node.chain.slice(0, 200) } : node, key);
  };
  return { ...real, encodeSecret };
}

/** The translation of what patches make, with a fault: some scopes lose their key. */
export function faultyScopes(real: typeof patchModule): typeof patchModule {
  const message = "envoy.config.route.v3.ScopedRouteConfiguration";
  const madeByPatch: typeof real.madeByPatch = (type, name, patched) => {
    const made = real.madeByPatch(type, name, patched);
    if (type !== "scoped-route" || made?.resource === undefined || !Buffer.from(made.resource.bytes).includes(poisonKey)) return made;
    const value = { ...codec(message).decode(made.resource.bytes), key: { fragments: [] } };
    const { references, origins } = made.resource;
    return { ...made, resource: encodeChecked({ message, value, type, name, references, origins: [], currentOrigins: origins }) };
  };
  return { ...real, madeByPatch };
}
