/** What a schema says of a value that it refuses; becomes a `Problem` where its place is known. */
export interface Complaint {
  readonly code: string;
  readonly detail: string;
  readonly hint?: string;
}

/** Separates the parts; a control character that no message contains. */
const separator = "\u001F";

/** Packs a complaint into the one text that a schema's error may carry; `problemsIn` unpacks it. */
export function complaint(code: string, detail: string, hint?: string): string {
  return [code, detail, ...(hint === undefined ? [] : [hint])].join(separator);
}

/** Unpacks a text of {@link complaint}; `undefined` for any other text. */
export function readComplaint(message: string): Complaint | undefined {
  const [code, detail, hint] = message.split(separator);
  if (code === undefined || detail === undefined) return undefined;
  return hint === undefined ? { code, detail } : { code, detail, hint };
}

/** A value as messages show it: JSON, cut after 60 characters; of lists and objects only that they are such. */
export function shown(value: unknown): string {
  if (Array.isArray(value)) return "[…]";
  if (typeof value === "object" && value !== null) return "{…}";
  const text = (JSON.stringify(value) as string | undefined) ?? "nothing";
  return text.length <= 60 ? text : `${text.slice(0, 57)}…`;
}
