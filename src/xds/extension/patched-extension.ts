import { type EncodedPiece, encodeChecked } from "../encode-resource.ts";
import type { ViewResource } from "../view-resource.ts";

/**
 * An extension that patches alone make: they start from a name without a configuration, which is no resource yet. Envoy refuses one, so
 * without a patch that fits there is none.
 */
export function patchedExtension(name: string, patched: (piece: EncodedPiece) => ViewResource | undefined): ViewResource | undefined {
  const blank = encodeChecked({ message: "envoy.config.core.v3.TypedExtensionConfig", value: { name }, type: "extension", name, origins: [] });
  const made = patched({ resource: blank, findings: [] });
  return made?.resource === blank ? { ...made, resource: undefined } : made;
}
