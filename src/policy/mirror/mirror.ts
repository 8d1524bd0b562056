import type { Policy } from "../policy.ts";
import { forwardMirror } from "./emit.ts";
import { lowerMirror, type MirrorNode } from "./lower.ts";
import { mirrorReferences, mirrorSchema } from "./schema.ts";

/** Copies of requests. See `request_mirror_policies` of Envoy's RouteAction. */
export const mirror: Policy<MirrorNode> = {
  name: "mirror",
  side: "route",
  merge: "overlay",
  order: 500,
  schema: mirrorSchema,
  lower: lowerMirror,
  references: (value) => mirrorReferences(value),
  clustersOf: ({ targets }) => targets.map(({ cluster }) => cluster),
  forward: forwardMirror,
};
