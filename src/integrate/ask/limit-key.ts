import type { Parsed } from "./ask.ts";

/** What requests are told apart by. */
export type LimitKey = { readonly kind: "remote-address" | "method" | "host" } | { readonly kind: "header"; readonly header: string };

const plain = ["remote-address", "method", "host"] as const;

/** Reads `remote-address`, `method`, `host` or `header:NAME`. */
export function limitKey(text: string): Parsed<LimitKey> {
  const kind = plain.find((known) => known === text);
  if (kind !== undefined) return { value: { kind } };
  const header = /^header:(?<name>[a-z0-9!#$&'*+.^_`|~-]{1,256})$/u.exec(text.toLowerCase())?.groups?.["name"];
  if (header !== undefined) return { value: { kind: "header", header } };
  return { expected: `must be ${plain.join(", ")} or header:NAME, not ${JSON.stringify(text)}` };
}

/** The key's name in descriptors, which is also the name of its limit. */
export function keyName(key: LimitKey): string {
  return key.kind === "header" ? key.header : key.kind.replaceAll("-", "_");
}

/** The header that holds the key; `undefined` for the remote address. */
export function headerOf(key: LimitKey): string | undefined {
  switch (key.kind) {
    case "header":
      return key.header;
    case "method":
      return ":method";
    case "host":
      return ":authority";
    case "remote-address":
      return undefined;
  }
}

/** A number of requests in a unit of time, as the reference service counts. */
export interface Rate {
  readonly count: number;
  readonly unit: "second" | "minute" | "hour" | "day";
}

/** Reads `100/second`. */
export function rate(text: string): Parsed<Rate> {
  const match = /^(?<count>\d{1,9})\/(?<unit>second|minute|hour|day)$/u.exec(text);
  if (match?.groups === undefined) return { expected: `must be COUNT/second, /minute, /hour or /day, for example 100/second, not ${JSON.stringify(text)}` };
  return { value: { count: Number(match.groups["count"]), unit: match.groups["unit"] as Rate["unit"] } };
}
