import type * as codecModule from "../../../src/gen/codec.ts";
import type * as wireModule from "../../../src/xds/wire.ts";

/** Bytes that codecs and joins have made; set it to 0 before what is to be counted. */
export const encoded = { bytes: 0 };

/** The codecs, counting what they encode. */
export function countedCodec(real: typeof codecModule): typeof codecModule {
  const codec: typeof codecModule.codec = (name) => {
    const made = real.codec(name);
    return { ...made, encode: (message) => counted(made.encode(message)) };
  };
  return { ...real, codec };
}

/** The joins of encoded members, counting what they make. */
export function countedWire(real: typeof wireModule): typeof wireModule {
  return { ...real, joinMessage: (...parts) => counted(real.joinMessage(...parts)) };
}

function counted<T extends Uint8Array>(bytes: T): T {
  encoded.bytes += bytes.length;
  return bytes;
}
