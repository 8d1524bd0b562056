import protobuf from "protobufjs/light.js";
import { type Resource, type ResourceType, typeUrls } from "../../snapshot/resource.ts";
import type { Message } from "../subscription/action.ts";
import type { Variant } from "../subscription/event.ts";
import { isShared } from "../subscription/shared-slice.ts";
import type { Absence } from "./absence.ts";

/** What stands before a resource's own bytes in `resources`: made once a resource and variant, shared by all streams like the bytes themselves. */
const heads: Readonly<Record<Variant, WeakMap<Resource, Uint8Array>>> = { sotw: new WeakMap(), delta: new WeakMap() };

const bodies: Readonly<Record<Variant, WeakMap<readonly Resource[], Uint8Array>>> = { sotw: new WeakMap(), delta: new WeakMap() };

/** What a response is encoded with. */
export interface ResponseContext {
  readonly variant: Variant;
  /** Names the replica that answers. */
  readonly identifier: string;
  /** Why a name is missing. */
  readonly absenceOf: (type: ResourceType, name: string) => Absence;
}

/**
 * Encodes a response (`DiscoveryResponse`, `DeltaDiscoveryResponse`), in the parts that it is sent in: what many streams are sent is one part, which they share.
 * In both, `resources` is field 2, `type_url` 4 and `nonce` 5.
 */
export function encodeResponse(message: Message, { variant, identifier, absenceOf }: ResponseContext): readonly Uint8Array[] {
  const errors = message.missing.map((name) => absenceOf(message.type, name));
  const tail = { ...message, typeUrl: typeUrls[message.type], errors, identifier };
  const end = variant === "sotw" ? sotwTail(tail) : deltaTail(tail);
  if (isShared(message.resources))
    return [versionPart(message.version), sharedBody(message.resources, variant), ...message.heartbeats.map(withoutContent), end];
  const parts = [versionPart(message.version), ...partsOf(message.resources, variant), ...message.heartbeats.map(withoutContent), end];
  return [Buffer.concat(parts)];
}

/** What many streams are sent is joined once. */
function sharedBody(resources: readonly Resource[], variant: Variant): Uint8Array {
  const known = bodies[variant].get(resources) ?? Buffer.concat(partsOf(resources, variant));
  bodies[variant].set(resources, known);
  return known;
}

function partsOf(resources: readonly Resource[], variant: Variant): readonly Uint8Array[] {
  return resources.flatMap((resource) => (resource.isAbsent === true ? [withoutContent(resource)] : [headOf(resource, variant), resource.bytes]));
}

/** Encodes a response that says of names, also of types that are not served, why they are not there. */
export function encodeAbsent(absent: Pick<Tail, "typeUrl" | "nonce" | "errors" | "identifier">, variant: Variant): Buffer {
  return Buffer.from(variant === "sotw" ? sotwTail({ ...absent, removed: [] }) : deltaTail({ ...absent, removed: absent.errors.map(({ name }) => name) }));
}

function versionPart(version: string): Uint8Array {
  return version === "" ? new Uint8Array() : protobuf.Writer.create().uint32(10).string(version).finish();
}

/** What comes behind the resources. */
interface Tail {
  readonly typeUrl: string;
  readonly nonce: string;
  readonly removed: readonly string[];
  readonly errors: readonly Absence[];
  readonly identifier: string;
}

function sotwTail({ typeUrl, nonce, errors, identifier }: Tail): Uint8Array {
  const writer = protobuf.Writer.create().uint32(34).string(typeUrl).uint32(42).string(nonce);
  writer.uint32(50).fork().uint32(10).string(identifier).ldelim();
  for (const error of errors) writeError(writer.uint32(58).fork(), error).ldelim();
  return writer.finish();
}

function deltaTail({ typeUrl, nonce, removed, errors, identifier }: Tail): Uint8Array {
  const writer = protobuf.Writer.create().uint32(34).string(typeUrl).uint32(42).string(nonce);
  for (const name of removed) writer.uint32(50).string(name);
  writer.uint32(58).fork().uint32(10).string(identifier).ldelim();
  for (const error of errors) writeError(writer.uint32(74).fork(), error).ldelim();
  return writer.finish();
}

/** `ResourceError` { resource_name: ResourceName { name }, error_detail: Status { code, message } }. */
function writeError(writer: protobuf.Writer, { name, code, message }: Absence): protobuf.Writer {
  writer.uint32(10).fork().uint32(10).string(name).ldelim();
  return writer.uint32(18).fork().uint32(8).int32(code).uint32(18).string(message).ldelim();
}

function headOf(resource: Resource, variant: Variant): Uint8Array {
  const known = heads[variant].get(resource);
  if (known !== undefined) return known;
  const made = variant === "sotw" ? anyHead(resource) : resourceHead(resource);
  heads[variant].set(resource, made);
  return made;
}

/** `resources` = Any { type_url, value }: everything but the value's bytes, which come last. */
function anyHead(resource: Resource): Uint8Array {
  const any = anyFields(resource);
  return copy(
    protobuf.Writer.create()
      .uint32(18)
      .uint32(any.length + resource.bytes.length),
    any,
  );
}

/** `resources` = Resource { version, name, resource: Any }, the Any last. */
function resourceHead(resource: Resource): Uint8Array {
  const any = anyFields(resource);
  const anyLength = any.length + resource.bytes.length;
  const fields = resourceFields(resource).uint32(18).uint32(anyLength).finish();
  return copy(
    protobuf.Writer.create()
      .uint32(18)
      .uint32(fields.length + anyLength),
    fields,
    any,
  );
}

/** `resources` = Resource { version, name, aliases, ttl }: a heartbeat, or aliases of what is not there. */
function withoutContent(resource: Resource): Uint8Array {
  const fields = resourceFields(resource).finish();
  return copy(protobuf.Writer.create().uint32(18).uint32(fields.length), fields);
}

function resourceFields({ name, version, aliases = [], ttlMs }: Resource): protobuf.Writer {
  const writer = protobuf.Writer.create().uint32(10).string(version).uint32(26).string(name);
  for (const alias of aliases) writer.uint32(34).string(alias);
  return ttlMs === undefined ? writer : writeDuration(writer.uint32(50).fork(), ttlMs).ldelim();
}

function writeDuration(writer: protobuf.Writer, ms: number): protobuf.Writer {
  const seconds = Math.floor(ms / 1000);
  return writer
    .uint32(8)
    .int64(seconds)
    .uint32(16)
    .int32(Math.round((ms - seconds * 1000) * 1_000_000));
}

function anyFields(resource: Resource): Uint8Array {
  return protobuf.Writer.create().uint32(10).string(typeUrls[resource.type]).uint32(18).uint32(resource.bytes.length).finish();
}

/** Writers hand out slices of a shared slab; what lives as long as its resource must not hold that. */
function copy(writer: protobuf.Writer, ...rest: readonly Uint8Array[]): Uint8Array {
  return Uint8Array.from(Buffer.concat([writer.finish(), ...rest]));
}
