import type { IncomingMessage } from "node:http";
import { AdminError } from "../problem/admin-error.ts";
import { type MediaType, parseMediaType } from "./media-type.ts";
import type { BodyDescription, ParsedBody } from "./operation.ts";
import { parseDocuments } from "./parse-documents.ts";

/** How large bodies may be, in bytes. */
export interface BodyLimits {
  readonly object: number;
  readonly bulk: number;
  /** YAML of any size class: parsing it is a hundred times the work of JSON and would hold up everything else. */
  readonly yaml: number;
}

/** Reads a request's body, bounded, and parses it. Throws an `AdminError` for each way in which it can be wrong. */
export async function readBody(request: IncomingMessage, description: BodyDescription, limits: BodyLimits): Promise<ParsedBody> {
  const mediaType = checkMediaType(request, Object.keys(description.content));
  const limit = mediaType === "application/yaml" ? Math.min(limits.yaml, limits[description.size]) : limits[description.size];
  const bytes = await readBounded(request, limit);
  return { mediaType, documents: parseDocuments(decode(bytes), mediaType) };
}

function checkMediaType(request: IncomingMessage, supported: readonly string[]): string {
  const coding = request.headers["content-encoding"];
  if (coding !== undefined && coding.toLowerCase() !== "identity") {
    throw unsupported(`Content coding ${JSON.stringify(coding)} is not supported, send the body as it is`, supported);
  }
  const header = request.headers["content-type"];
  if (header === undefined) throw unsupported(`Content-Type is missing, it must be one of ${supported.join(", ")}`, supported);
  const mediaType = parseMediaType(header);
  if (mediaType === undefined || !supported.includes(mediaType.essence) || !isUtf8(mediaType)) {
    throw unsupported(`Content-Type ${JSON.stringify(header)} is not supported, it must be one of ${supported.join(", ")} in UTF-8`, supported);
  }
  return mediaType.essence;
}

function unsupported(detail: string, supported: readonly string[]): AdminError {
  return new AdminError("UNSUPPORTED_MEDIA_TYPE", detail, { headers: { Accept: supported.join(", ") } });
}

function isUtf8(mediaType: MediaType): boolean {
  return mediaType.charset === undefined || mediaType.charset === "utf-8" || mediaType.charset === "utf8";
}

async function readBounded(request: IncomingMessage, limit: number): Promise<Buffer> {
  const declared = Number(request.headers["content-length"] ?? 0);
  if (declared > limit) throw tooLarge(limit);
  const chunks: Buffer[] = [];
  let size = 0;
  // Not `for await`: leaving that loop would destroy the socket before the answer is on it.
  await new Promise<void>((resolve, reject) => {
    request.on("data", (chunk: Buffer) => {
      size += chunk.length;
      if (size > limit) reject(tooLarge(limit));
      else chunks.push(chunk);
    });
    request.on("end", resolve);
    request.on("error", reject);
    request.on("close", () => reject(new AdminError("MALFORMED_BODY", "The connection ended inside the body")));
  });
  return Buffer.concat(chunks);
}

function tooLarge(limit: number): AdminError {
  return new AdminError("BODY_TOO_LARGE", `The body is larger than ${limit} bytes`, { members: { limitBytes: limit } });
}

function decode(bytes: Buffer): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new AdminError("MALFORMED_BODY", "The body is not valid UTF-8", { cause });
  }
}
