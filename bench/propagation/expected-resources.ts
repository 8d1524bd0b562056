import { isDeepStrictEqual } from "node:util";
import { codec } from "../../src/gen/codec.ts";
import { type ResourceType, typeUrls } from "../../src/snapshot/resource.ts";
import { messageOf } from "../../src/xds/encode-resource.ts";
import type { WireResource } from "../../test/conformance/xds/kit/wire-resource.ts";
import { resourceKey } from "./fleet-resources.ts";
import type { ReadResource } from "./read-response.ts";

/** What a server was given last, and so has to send. */
export class ExpectedResources {
  /** The first one is what the server was given; others are the same message as that server writes it. */
  readonly #encodings = new Map<string, Uint8Array[]>();

  /** What the server has from now on. */
  set(resources: readonly WireResource[]): void {
    for (const { type, name, bytes } of resources) this.#encodings.set(resourceKey(type, name), [bytes]);
  }

  /** Throws when a resource is not what the server was given. */
  check(type: ResourceType, { name, typeUrl, content }: ReadResource): void {
    const encodings = this.#encodings.get(resourceKey(type, name));
    if (encodings === undefined || typeUrl !== typeUrls[type]) throw new Error(`The server sends ${type} ${name} as ${typeUrl}, which it was not given`);
    if (encodings.some((encoding) => Buffer.compare(encoding, content) === 0)) return;
    const [given = new Uint8Array()] = encodings;
    const { decode } = codec(messageOf(type));
    // Go writes the members of a oneof last.
    if (!isDeepStrictEqual(decode(content), decode(given))) throw new Error(`The server sends ${type} ${name} with other content than it was given last`);
    encodings.push(Uint8Array.from(content));
  }
}
