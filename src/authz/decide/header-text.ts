/**
 * What a header may carry. Whoever issues tokens does not write headers: a line break would begin another one, and what is not visible ASCII
 * means something else to each backend, so it is percent-encoded as in a URL.
 */
export function headerText(text: string): string {
  return text.replaceAll(/[^\x20-\x7e]/gu, (character) => encodeURIComponent(character.isWellFormed() ? character : "\uFFFD"));
}

/** A text between quotes, as the parameters of WWW-Authenticate have it (RFC 9110 §5.6.4). */
export function quotedText(text: string): string {
  return `"${headerText(text).replaceAll(/["\\]/gu, "\\$&")}"`;
}
