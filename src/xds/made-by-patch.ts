import { type EncodedPiece, encodeChecked } from "./encode-resource.ts";
import type { ViewResource } from "./view-resource.ts";

const messages = {
  extension: "envoy.config.core.v3.TypedExtensionConfig",
  "scoped-route": "envoy.config.route.v3.ScopedRouteConfiguration",
} as const;

/**
 * A resource that patches alone make: they start from a name without anything, which is no resource yet. Envoy refuses one, so without a
 * patch that fits there is none.
 */
export function madeByPatch(type: keyof typeof messages, name: string, patched: (piece: EncodedPiece) => ViewResource | undefined): ViewResource | undefined {
  const blank = encodeChecked({ message: messages[type], value: { name }, type, name, origins: [] });
  const made = patched({ resource: blank, findings: [] });
  return made?.resource === blank ? { ...made, resource: undefined } : made;
}
