import { Re2SyntaxError } from "./re2-problem.ts";

/** A place in a pattern's bytes. */
export class Cursor {
  readonly bytes: string;
  at = 0;

  constructor(bytes: string) {
    this.bytes = bytes;
  }

  /** True behind the last byte. */
  get isDone(): boolean {
    return this.at >= this.bytes.length;
  }

  /** The byte here, or `offset` further; the empty text behind the end. */
  peek(offset = 0): string {
    return this.bytes[this.at + offset] ?? "";
  }

  /** True when `text` stands here. */
  sees(text: string): boolean {
    return this.bytes.startsWith(text, this.at);
  }

  /** Takes one byte; the empty text behind the end. */
  take(): string {
    const byte = this.peek();
    this.at += byte.length;
    return byte;
  }

  /** Takes `text` when it stands here. */
  takeIf(text: string): boolean {
    const isThere = this.sees(text);
    if (isThere) this.at += text.length;
    return isThere;
  }

  /** An error about the part from `start` to here. */
  error(message: string, start: number, hint: string): Re2SyntaxError {
    return new Re2SyntaxError(message, [start, this.at], hint);
  }

  /** An error about the part from `start` to the end of the pattern. */
  errorToEnd(message: string, start: number, hint: string): Re2SyntaxError {
    return new Re2SyntaxError(message, [start, this.bytes.length], hint);
  }
}
