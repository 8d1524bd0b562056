import protobuf from "protobufjs/light.js";
import { type Resource, typeUrls } from "../../snapshot/resource.ts";
import type { Message } from "../subscription/action.ts";
import type { Variant } from "../subscription/event.ts";

/** Encoded members of `resources`, tag and length included: made once a resource and variant, shared by all streams. */
const wrapped: Readonly<Record<Variant, WeakMap<Resource, Uint8Array>>> = { sotw: new WeakMap(), delta: new WeakMap() };

/**
 * Encodes a response (`DiscoveryResponse`, `DeltaDiscoveryResponse`). In both, `resources` is field 2, `type_url` 4 and `nonce` 5.
 * `identifier` names the replica that answers.
 */
export function encodeResponse(message: Message, variant: Variant, identifier: string): Buffer {
  const typeUrl = typeUrls[message.type];
  const head = protobuf.Writer.create();
  if (message.version !== "") head.uint32(10).string(message.version);
  const tail = protobuf.Writer.create().uint32(34).string(typeUrl).uint32(42).string(message.nonce);
  if (variant === "delta") {
    for (const name of message.removed) tail.uint32(50).string(name);
    tail.uint32(58).fork().uint32(10).string(identifier).ldelim();
  } else tail.uint32(50).fork().uint32(10).string(identifier).ldelim();
  return Buffer.concat([head.finish(), ...message.resources.map((resource) => wrap(resource, variant)), tail.finish()]);
}

function wrap(resource: Resource, variant: Variant): Uint8Array {
  const known = wrapped[variant].get(resource);
  if (known !== undefined) return known;
  const writer = protobuf.Writer.create().uint32(18).fork();
  if (variant === "sotw") writeAny(writer, resource);
  else {
    writer.uint32(10).string(resource.version).uint32(18).fork();
    writeAny(writer, resource);
    writer.ldelim().uint32(26).string(resource.name);
  }
  const bytes = Uint8Array.from(writer.ldelim().finish());
  wrapped[variant].set(resource, bytes);
  return bytes;
}

function writeAny(writer: protobuf.Writer, resource: Resource): void {
  writer.uint32(10).string(typeUrls[resource.type]).uint32(18).bytes(resource.bytes);
}
