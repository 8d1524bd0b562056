/** Begins the text form of a message that protobuf prints: `goo.gle/debugproto  \nname: "x"…`; the word after `debug` differs by build. */
const dump = /goo\.gle\/debug\w+\s/u;

/** What follows the dump of a message that breaks a validation rule. */
const verdict = "Proto constraint validation failed";

/**
 * A client's words as they may be shown: without the text of whole messages, which is long and may have a private key in it, and without
 * white space and a period at the end.
 */
export function plainWords(detail: string): string {
  return withoutDump(detail).trim().replace(/\.$/u, "");
}

function withoutDump(detail: string): string {
  const start = dump.exec(detail)?.index;
  if (start === undefined) return detail;
  const end = detail.lastIndexOf(verdict);
  const name = nameInDump(detail);
  const rest = end > start ? detail.slice(end) : "the message is not valid";
  return `${detail.slice(0, start)}${name === undefined ? "" : `${name}: `}${rest}`;
}

/** The first name that is not indented; a message's own. */
export function nameInDump(detail: string): string | undefined {
  return /(?:^|\s)name: "(?<name>(?:[^"\\]|\\.)*)"/u.exec(detail)?.groups?.["name"];
}
