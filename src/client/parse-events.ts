/** One event of a stream. */
export interface StreamEvent {
  readonly event: string;
  readonly data: string;
  /** The newest `id` seen so far: where a new stream may resume. */
  readonly id: string | undefined;
}

/**
 * Cuts a stream of text into events (HTML standard, "Server-sent events", parsing): lines end with LF, CRLF or CR, comments and unknown
 * fields are skipped, an event without data is none.
 */
export async function* parseEvents(pieces: AsyncIterable<string>): AsyncGenerator<StreamEvent, void> {
  let lines: string[] = [];
  let id: string | undefined;
  for await (const line of linesOf(pieces)) {
    if (line !== "") {
      lines.push(line);
      continue;
    }
    const fields = lines.map(fieldOf);
    lines = [];
    id = fields.findLast(({ field, value }) => field === "id" && !value.includes("\0"))?.value ?? id;
    const data = fields.filter(({ field }) => field === "data");
    const event = fields.findLast(({ field }) => field === "event")?.value ?? "message";
    if (data.length > 0) yield { event, data: data.map(({ value }) => value).join("\n"), id };
  }
}

function fieldOf(line: string): { field: string; value: string } {
  const colon = line.indexOf(":");
  if (colon === -1) return { field: line, value: "" };
  return { field: line.slice(0, colon), value: line.slice(colon + 1).replace(/^ /u, "") };
}

async function* linesOf(pieces: AsyncIterable<string>): AsyncGenerator<string, void> {
  let rest = "";
  for await (const piece of pieces) {
    rest += piece;
    // A CR at the end may be the first half of a CRLF.
    const parts = rest.split(/\r\n|\n|\r(?!$)/u);
    rest = parts.pop() ?? "";
    yield* parts;
  }
}
