import { frameFlag, frameHeadBytes, frameType } from "../frame/frame-type.ts";
import { writeFrame } from "../frame/write-frame.ts";
import { percentEncode } from "../grpc/percent-encode.ts";
import { type EncodedField, HpackEncoder } from "../hpack/hpack-encoder.ts";
import type { CallFailure } from "./call-failure.ts";
import type { Refusal } from "./call-head.ts";
import { messagePrefixBytes } from "./request-body.ts";

/** A good answer but for its stream and its message. */
export interface AnswerTemplate {
  /** HEADERS. */
  readonly headers: Buffer;
  /** HEADERS, the head of DATA, and the message's prefix. */
  readonly before: Buffer;
  /** Trailers. */
  readonly after: Buffer;
  /** What the answer after this one is made from. */
  readonly next?: AnswerTemplate;
}

/** Length and stream are written over it. */
const dataHead = writeFrame({ type: frameType.data }, Buffer.alloc(0));

const status200: EncodedField = { name: ":status", value: "200" };
const contentType: EncodedField = { name: "content-type", value: "application/grpc" };
const statusOk: EncodedField = { name: "grpc-status", value: "0" };

/** A good answer that means the same whatever is in the client's dynamic table. */
export const plainAnswer: AnswerTemplate = answerTemplate(new HpackEncoder(0), undefined);

const teacher = new HpackEncoder();
const learnt = { first: answerTemplate(teacher, "add"), later: answerTemplate(teacher, "add") };

/** The first good answer of a connection: puts its headers into the client's dynamic table, so that later ones are a few bytes. */
export const teachingAnswer: AnswerTemplate = { ...learnt.first, next: learnt.later };

const wiper = new HpackEncoder();
wiper.resize(0);

/** The first answer after a client asked for a smaller table than the one that HTTP/2 begins with: empties it for good. */
export const forgettingAnswer: AnswerTemplate = { ...answerTemplate(wiper, undefined), next: plainAnswer };

/** What stands at the beginning of the header block of {@link forgettingAnswer}: a dynamic table of 0 bytes. */
const emptyTable = Buffer.of(0x20);

/** Where in a frame its stream id stands. */
export const streamIdOffset = 5;

/** The HEADERS of a refusal, in the place of `template`. They end the stream, or are followed by {@link refusalBody}. */
export function refusalHeaders(refusal: Refusal, template: AnswerTemplate): Buffer {
  const fields = [{ name: ":status", value: String(refusal.httpStatus) }, ...kindFields(refusal), ...(refusal.headers ?? [])];
  const block = Buffer.concat([...(template === forgettingAnswer ? [emptyTable] : []), new HpackEncoder(0).encode(fields)]);
  return writeFrame({ type: frameType.headers, flags: frameFlag.endHeaders | (refusal.kind === "grpc" ? frameFlag.endStream : 0) }, block);
}

/** The trailers of a stream that fails after its headers have gone. */
export function failureTrailers(failure: CallFailure): Buffer {
  return writeFrame({ type: frameType.headers, flags: frameFlag.endHeaders | frameFlag.endStream }, new HpackEncoder(0).encode(statusFields(failure)));
}

/** What follows the headers of a refusal in plain HTTP. */
export function refusalBody({ message }: Refusal): Buffer {
  return Buffer.from(`${message}\n`);
}

/** Header lists have limits; a sentence has none. */
const maxMessageCharacters = 1024;

function kindFields(refusal: Refusal): EncodedField[] {
  if (refusal.kind === "http") return [{ name: "content-type", value: "text/plain; charset=utf-8" }];
  return [contentType, ...statusFields(refusal)];
}

function statusFields({ status, message }: CallFailure): EncodedField[] {
  return [
    { name: "grpc-status", value: String(status) },
    { name: "grpc-message", value: percentEncode(message.slice(0, maxMessageCharacters)) },
  ];
}

function answerTemplate(encoder: HpackEncoder, indexing: "add" | undefined): AnswerTemplate {
  const marked = (field: EncodedField): EncodedField => (indexing === undefined ? field : { ...field, indexing });
  const headers = writeFrame({ type: frameType.headers, flags: frameFlag.endHeaders }, encoder.encode([status200, marked(contentType)]));
  const before = Buffer.concat([headers, dataHead, Buffer.alloc(messagePrefixBytes)]);
  const after = writeFrame({ type: frameType.headers, flags: frameFlag.endHeaders | frameFlag.endStream }, encoder.encode([marked(statusOk)]));
  return { headers, before, after };
}

/** Bytes of the head of a template's DATA frame and of the message's prefix. */
export const dataHeadBytes: number = frameHeadBytes + messagePrefixBytes;
