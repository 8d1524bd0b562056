import { codec } from "../gen/codec.ts";
import type { MessageName, Messages } from "../gen/messages.ts";
import type { Finding } from "../graph/node/finding.ts";
import { contentHash } from "../kit/hash.ts";
import type { Origin } from "../model/object/object.ts";
import { type EncodedResource, type ResourceType, sameResource, typeUrls } from "./encoded-resource.ts";
import { validateMessage } from "./validate/validate-message.ts";

/**
 * A resource, or why there is none: Envoy would refuse it, and a refused message takes its whole response down. What was in force before
 * stays in force.
 */
export interface EncodedPiece {
  readonly resource: EncodedResource | undefined;
  readonly findings: readonly Finding[];
}

/** What a resource is made of. */
export interface ResourceParts<N extends MessageName> {
  readonly message: N;
  readonly value: Messages[N];
  readonly type: ResourceType;
  readonly name: string;
  readonly warming?: EncodedResource["warming"];
  readonly references?: EncodedResource["references"];
  readonly origins: readonly Origin[];
  /**
   * The origins as they are now: what moved inside of its object makes the same bytes at another place. Undefined (the default, and an
   * answer): those of the encoding.
   */
  readonly currentOrigins?: () => readonly Origin[] | undefined;
  readonly ttlMs?: number | undefined;
  /** Default: the content hash. */
  readonly versionOf?: (bytes: Uint8Array) => string;
}

/** Checks a message against the rules of its .proto file and encodes it. */
export function encodeResource<N extends MessageName>(parts: ResourceParts<N>): EncodedPiece {
  const findings = violationsOf(parts.message, parts.value, parts);
  return findings.length > 0 ? { resource: undefined, findings } : { resource: encodeChecked(parts), findings };
}

/** Encodes a message that was checked. */
export function encodeChecked<N extends MessageName>(parts: ResourceParts<N>): EncodedResource {
  const { type, name, origins, currentOrigins, ttlMs } = parts;
  const bytes = new Uint8Array(codec(parts.message).encode(parts.value));
  const version = (parts.versionOf ?? contentHash)(bytes);
  return {
    type,
    name,
    // Another time to live has to be told, so it is another version.
    version: ttlMs === undefined ? version : contentHash(version, `ttl ${ttlMs}`),
    ...(ttlMs !== undefined && { ttlMs }),
    bytes,
    warming: parts.warming ?? "none",
    references: parts.references ?? noReferences,
    origins: () => currentOrigins?.() ?? origins,
  };
}

/** What a finding of a piece is told on: at most so many objects. */
const toldOrigins = 8;

/** What Envoy would refuse in a message, as findings on the objects that it came from. */
export function violationsOf<N extends MessageName>(
  message: N,
  value: Messages[N],
  piece: { readonly type: ResourceType; readonly name: string; readonly origins: readonly Origin[] },
): readonly Finding[] {
  const violations = validateMessage(message, value);
  if (violations.length === 0) return [];
  return piece.origins.slice(0, toldOrigins).flatMap((origin) =>
    violations.map((violation) => ({
      object: origin.object,
      pointer: origin.pointer,
      condition: "Accepted" as const,
      code: "ENVOY_WOULD_REFUSE",
      detail: `Envoy would refuse ${piece.type} ${piece.name}: ${violation.text} (at ${violation.pointer})`,
    })),
  );
}

/** Early cut-off of encoded pieces: equal versions are equal bytes. */
export const encodedOptions = {
  equals: (left: EncodedPiece, right: EncodedPiece): boolean =>
    sameResource(left.resource, right.resource) && left.findings.length === 0 && right.findings.length === 0,
} as const;

/** Name of a resource type's message. */
export function messageOf(type: ResourceType): MessageName {
  return typeUrls[type].slice("type.googleapis.com/".length) as MessageName;
}

function noReferences(): Record<string, never> {
  return {};
}
