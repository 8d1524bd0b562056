import { codec } from "../../gen/codec.ts";
import type { NodeExtensions } from "../fleet/node-identity.ts";

/** So many different lists are remembered: one a build of the proxy. */
const knownLimit = 16;

/** Newest first. */
const known: KnownExtensions[] = [];

/** The extensions that a part of an encoded node lists; proxies of one build share them, and they are read when somebody asks. */
export function extensionsIn(encoded: Uint8Array): NodeExtensions {
  const found = known.find(({ bytes }) => bytes.length === encoded.length && bytes.equals(encoded));
  if (found !== undefined) return found;
  const made = new KnownExtensions(Buffer.from(encoded));
  known.unshift(made);
  known.length = Math.min(known.length, knownLimit);
  return made;
}

class KnownExtensions implements NodeExtensions {
  readonly bytes: Buffer;
  #byCategory: Readonly<Record<string, readonly string[]>> | undefined;

  constructor(bytes: Buffer) {
    this.bytes = bytes;
  }

  byCategory(): Readonly<Record<string, readonly string[]>> {
    this.#byCategory ??= categoriesOf(this.bytes);
    return this.#byCategory;
  }
}

function categoriesOf(bytes: Uint8Array): Readonly<Record<string, readonly string[]>> {
  const { extensions = [] } = codec("envoy.config.core.v3.Node").decode(bytes);
  const categories = Map.groupBy(extensions, ({ category }) => category ?? "");
  const sorted = [...categories].sort(([left], [right]) => (left < right ? -1 : 1));
  return Object.fromEntries(sorted.map(([category, members]) => [category, members.map(({ name }) => name ?? "").sort()]));
}
