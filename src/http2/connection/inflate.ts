import { promisify } from "node:util";
import { gunzip, inflate as inflateZlib } from "node:zlib";
import { grpcStatus } from "../grpc/status.ts";
import type { CallFailure } from "./call-failure.ts";
import type { MessageEncoding } from "./call-head.ts";

const inflaters = { gzip: promisify(gunzip), deflate: promisify(inflateZlib) } as const;

/** Inflates a compressed message away from the event loop, up to `maxBytes`; answers how the call fails when that cannot be. */
export async function inflate(compressed: Buffer, encoding: Exclude<MessageEncoding, "identity">, maxBytes: number): Promise<Buffer | CallFailure> {
  try {
    return await inflaters[encoding](compressed, { maxOutputLength: maxBytes });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ERR_BUFFER_TOO_LARGE") {
      return { status: grpcStatus.resourceExhausted, message: `Request message is larger than ${maxBytes} bytes when inflated` };
    }
    return { status: grpcStatus.internal, message: `Request message is no valid ${encoding}` };
  }
}
