import protobuf from "protobufjs/light.js";
import { codec } from "../../gen/codec.ts";
import { toJson } from "../../gen/to-json.ts";
import type { JsonObject } from "../../kit/json.ts";
import type { NodeIdentity } from "../fleet/node-identity.ts";
import { extensionsIn } from "./known-extensions.ts";

/** Field number of `Node.extensions` (envoy/config/core/v3/base.proto). */
const extensionsField = 9;

/**
 * Reads what is needed of `envoy.config.core.v3.Node`. Envoy's node has 61 kB, nearly all of it the list of its extensions, which is
 * read when somebody asks. Throws protobufjs' errors on malformed input.
 */
export function decodeNode(bytes: Uint8Array): NodeIdentity {
  const reader = protobuf.Reader.create(bytes);
  const node = { id: "", cluster: "", metadata: {} as JsonObject, region: "", zone: "", subZone: "", userAgent: "", version: "" };
  const listed = { start: 0, end: 0 };
  while (reader.pos < reader.len) {
    const start = reader.pos;
    const tag = reader.uint32();
    switch (tag >>> 3) {
      case 1:
        node.id = reader.string();
        break;
      case 2:
        node.cluster = reader.string();
        break;
      case 3:
        node.metadata = metadataOf(reader.bytes());
        break;
      case 4:
        Object.assign(node, localityOf(reader.bytes()));
        break;
      case 6:
        node.userAgent = reader.string();
        break;
      case 7:
        node.version = reader.string();
        break;
      case 8:
        node.version = buildVersionOf(reader.bytes());
        break;
      default:
        reader.skipType(tag & 7);
        // They stand one behind the other.
        if (tag >>> 3 === extensionsField) Object.assign(listed, listed.end === start ? { end: reader.pos } : { start, end: reader.pos });
    }
  }
  return listed.end === 0 ? node : { ...node, extensions: extensionsIn(bytes.subarray(listed.start, listed.end)) };
}

function metadataOf(bytes: Uint8Array): JsonObject {
  return toJson("google.protobuf.Struct", codec("google.protobuf.Struct").decode(bytes)) as JsonObject;
}

function localityOf(bytes: Uint8Array): Pick<NodeIdentity, "region" | "zone" | "subZone"> {
  const { region, zone, sub_zone } = codec("envoy.config.core.v3.Locality").decode(bytes);
  return { region: region ?? "", zone: zone ?? "", subZone: sub_zone ?? "" };
}

function buildVersionOf(bytes: Uint8Array): string {
  const version = codec("envoy.config.core.v3.BuildVersion").decode(bytes).version;
  return version === undefined ? "" : `${version.major_number ?? 0}.${version.minor_number ?? 0}.${version.patch ?? 0}`;
}
