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
 * Encodes a response (`DiscoveryResponse`, `DeltaDiscoveryResponse`), in the parts that it is sent in: what many streams are sent is shared, and only its nonce is a stream's own.
 * In both, `version_info` is field 1, `resources` 2, `type_url` 4 and `nonce` 5.
 */
export function encodeResponse(message: Message, context: ResponseContext): readonly Uint8Array[] {
  const { resources, removed, heartbeats, missing } = message;
  const frame = framePart(message, context);
  if (removed.length + heartbeats.length + missing.length > 0) return [Buffer.concat([frame, ...ownParts(message, context), noncePart(message.nonce)])];
  const [only, ...others] = resources;
  if (only !== undefined && others.length === 0 && only.isAbsent !== true) return [frame, headOf(only, context.variant), only.bytes, noncePart(message.nonce)];
  if (isShared(resources)) return [frame, sharedBody(resources, context.variant), noncePart(message.nonce)];
  return [Buffer.concat([frame, ...partsOf(resources, context.variant), noncePart(message.nonce)])];
}

/** What many streams are sent is joined once. */
function sharedBody(resources: readonly Resource[], variant: Variant): Uint8Array {
  const known = bodies[variant].get(resources) ?? Buffer.concat(partsOf(resources, variant));
  bodies[variant].set(resources, known);
  return known;
}

function ownParts({ type, resources, removed, heartbeats, missing }: Message, { variant, absenceOf }: ResponseContext): readonly Uint8Array[] {
  const errors = missing.map((name) => absenceOf(type, name));
  return [...partsOf(resources, variant), ...heartbeats.map(withoutContent), absentPart({ removed, errors }, variant)];
}

function partsOf(resources: readonly Resource[], variant: Variant): readonly Uint8Array[] {
  return resources.flatMap((resource) => (resource.isAbsent === true ? [withoutContent(resource)] : [headOf(resource, variant), resource.bytes]));
}

/** Encodes a response that says of names, also of types that are not served, why they are not there. */
export function encodeAbsent({ typeUrl, nonce, errors, identifier }: AbsentResponse, variant: Variant): Buffer {
  const removed = variant === "delta" ? errors.map(({ name }) => name) : [];
  return Buffer.concat([frameFields({ version: "", typeUrl, identifier }, variant), absentPart({ removed, errors }, variant), noncePart(nonce)]);
}

/** A response that has no resources. */
export interface AbsentResponse {
  readonly typeUrl: string;
  readonly nonce: string;
  readonly errors: readonly Absence[];
  /** Names the replica that answers. */
  readonly identifier: string;
}

/** What all responses of a type have in common that are sent in one version. */
interface Frame {
  readonly version: string;
  readonly typeUrl: string;
  readonly identifier: string;
  readonly bytes: Uint8Array;
}

/** The last one of each type: streams are told of one change one after the other. */
const frames: Readonly<Record<Variant, Map<ResourceType, Frame>>> = { sotw: new Map(), delta: new Map() };

function framePart({ type, version }: Message, { variant, identifier }: ResponseContext): Uint8Array {
  const known = frames[variant].get(type);
  if (known?.version === version && known.identifier === identifier) return known.bytes;
  const fields = { version, typeUrl: typeUrls[type], identifier };
  const bytes = frameFields(fields, variant);
  frames[variant].set(type, { ...fields, bytes });
  return bytes;
}

/** `version_info` or `system_version_info`, `type_url`, `control_plane`: in any order with the others, as protobuf has it. */
function frameFields({ version, typeUrl, identifier }: Omit<Frame, "bytes">, variant: Variant): Uint8Array {
  const writer = protobuf.Writer.create();
  if (version !== "") writer.uint32(10).string(version);
  writer.uint32(34).string(typeUrl);
  writer
    .uint32(variant === "sotw" ? 50 : 58)
    .fork()
    .uint32(10)
    .string(identifier)
    .ldelim();
  return copy(writer);
}

/** Names that are gone, and why names are not there. */
function absentPart({ removed, errors }: { readonly removed: readonly string[]; readonly errors: readonly Absence[] }, variant: Variant): Uint8Array {
  const writer = protobuf.Writer.create();
  if (variant === "delta") for (const name of removed) writer.uint32(50).string(name);
  for (const error of errors) writeError(writer.uint32(variant === "sotw" ? 58 : 74).fork(), error).ldelim();
  return writer.finish();
}

/** The length of a text that is not longer than this is one byte. */
const oneByteLength = 127;

function noncePart(nonce: string): Uint8Array {
  const length = Buffer.byteLength(nonce);
  if (length > oneByteLength) return protobuf.Writer.create().uint32(42).string(nonce).finish();
  const part = Buffer.allocUnsafe(2 + length);
  part[0] = 42;
  part[1] = length;
  part.write(nonce, 2);
  return part;
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
