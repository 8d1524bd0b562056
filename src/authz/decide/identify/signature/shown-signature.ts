import type { BareItem, InnerList } from "../../../../kit/structured-field/field-value.ts";
import { parseDictionary } from "../../../../kit/structured-field/parse-dictionary.ts";
import type { DecisionRequest } from "../../request/decision-request.ts";

/** A signature that a request has. */
export interface ShownSignature {
  readonly input: InnerList;
  readonly bytes: Uint8Array;
  readonly keyId: string | undefined;
  readonly algorithm: string | undefined;
  readonly tag: string | undefined;
  readonly nonce: string | undefined;
  /** Seconds since the Unix epoch. */
  readonly created: number | undefined;
  readonly expires: number | undefined;
}

const mostSignatures = 4;
const longestHeader = 8192;

/** The signatures of a request, the first four; empty when its headers are not what they should be, undefined when it has none. */
export function readSignatures({ view }: DecisionRequest): readonly ShownSignature[] | undefined {
  const [inputs, signatures] = [view.headerLines("signature-input"), view.headerLines("signature")].map((lines) => lines?.join(", "));
  if (inputs === undefined && signatures === undefined) return undefined;
  if (inputs === undefined || signatures === undefined || inputs.length + signatures.length > longestHeader) return [];
  const [described, signed] = [parseDictionary(inputs), parseDictionary(signatures)];
  const all = [...(described ?? [])].flatMap(([label, input]) => {
    const signature = signed?.get(label);
    if (input.kind !== "list" || signature?.kind !== "item" || signature.value.type !== "bytes") return [];
    return shownSignature(input, signature.value.value) ?? [];
  });
  return all.slice(0, mostSignatures);
}

/** Undefined when a parameter is of another type than RFC 9421 says: nobody knows what its signer meant. */
function shownSignature(input: InnerList, bytes: Uint8Array): ShownSignature | undefined {
  const { parameters } = input;
  if ([...parameters].some(([name, { type }]) => (types.get(name) ?? type) !== type)) return undefined;
  const text = (name: string): string | undefined => textOf(parameters.get(name));
  const [created, expires] = [wholeOf(parameters.get("created")), wholeOf(parameters.get("expires"))];
  return { input, bytes, keyId: text("keyid"), algorithm: text("alg"), tag: text("tag"), nonce: text("nonce"), created, expires };
}

const types: ReadonlyMap<string, BareItem["type"]> = new Map([
  ["created", "integer"],
  ["expires", "integer"],
  ["nonce", "string"],
  ["alg", "string"],
  ["keyid", "string"],
  ["tag", "string"],
]);

function textOf(item: BareItem | undefined): string | undefined {
  return item?.type === "string" ? item.value : undefined;
}

function wholeOf(item: BareItem | undefined): number | undefined {
  return item?.type === "integer" ? item.value : undefined;
}
