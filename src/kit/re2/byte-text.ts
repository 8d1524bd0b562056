/**
 * Text as its UTF-8 bytes, one character (U+0000 to U+00FF) a byte. Envoy runs RE2 in its Latin-1 mode, where pattern and
 * input are bytes: `.` matches one byte of an `ü`, and `[ü]` either of its two.
 */
export function toByteText(text: string): string {
  return isAscii(text) ? text : Buffer.from(text, "utf8").toString("latin1");
}

/** The opposite of {@link toByteText}; bytes that are no UTF-8 become U+FFFD. */
export function fromByteText(bytes: string): string {
  return isAscii(bytes) ? bytes : Buffer.from(bytes, "latin1").toString("utf8");
}

function isAscii(text: string): boolean {
  for (let index = 0; index < text.length; index += 1) {
    if (text.charCodeAt(index) > 0x7f) return false;
  }
  return true;
}
