import type { ResourceType } from "../../snapshot/resource.ts";
import { nameInDump, plainWords } from "./plain-words.ts";
import type { Entry } from "./state.ts";

/** What a refusal says about each resource of the response. */
export interface Blame {
  /** These are refused. */
  readonly refused: readonly Entry[];
  /** These were taken in spite of it. */
  readonly taken: readonly Entry[];
  /** Nobody can tell: to be sent again, so that it shows. */
  readonly unclear: readonly Entry[];
}

/** What a refusal was about. */
export interface RefusedResponse {
  readonly type: ResourceType;
  readonly entries: readonly Entry[];
  /** The client's own words. */
  readonly detail: string;
  /** The response was the whole truth about its type, so what is refused by name may be left out of the next. */
  readonly whole: boolean;
  /** What else stood in it: last good versions of what is refused, as far as they can be known. */
  readonly beside: readonly Entry[];
  /** Whether one of those may be bad itself. */
  readonly uncertain: boolean;
}

/**
 * Reads Envoy's words. A response of one resource is clear. `Error adding/updating cluster(s) a: …` (or listener) names those that
 * are bad, the others are in use. A broken validation rule throws the whole response out and shows the first bad resource in a text
 * dump; a rate limit service throws the whole response out, too, and begins with the name of the bad one. Routes, endpoints and secrets name nothing, and what came before the bad one may be in use.
 */
export function blame(response: RefusedResponse): Blame {
  const removals = response.entries.filter((entry) => entry.resource === undefined);
  const entries = response.entries.filter((entry) => entry.resource !== undefined);
  const named = namedEntries(response, [...entries, ...response.beside]);
  if (named.length > 0) return { refused: named, taken: response.entries.filter((entry) => !named.includes(entry)), unclear: [] };
  if (entries.length === 0) return { refused: [], taken: removals, unclear: [] };
  if (entries.length === 1 && !response.uncertain) return { refused: entries, taken: [], unclear: removals };
  const guilty = thrownOut(response, entries);
  return { refused: guilty, taken: [], unclear: response.entries.filter((entry) => !guilty.includes(entry)) };
}

/**
 * What a refusal says of one of the resources that it names, in words that may be shown; of one that it does not name, all that it says.
 * `refused` are all of them.
 */
export function wordsFor(name: string, { type, detail }: Pick<RefusedResponse, "type" | "detail">, refused: readonly Entry[]): string {
  const form = semantic[type];
  if (form === undefined || !detail.startsWith(form.start)) return plainWords(detail);
  const list = form.separator + detail.slice(form.start.length);
  const start = list.indexOf(`${form.separator}${name}: `);
  if (start < 0) return plainWords(detail);
  const own = list.slice(start + form.separator.length + name.length + 2);
  const ends = refused.map((other) => own.indexOf(`${form.separator}${other.name}: `)).filter((end) => end >= 0);
  return plainWords(own.slice(0, Math.min(own.length, ...ends)));
}

const semantic: Partial<Readonly<Record<ResourceType, { readonly start: string; readonly separator: string }>>> = {
  cluster: { start: "Error adding/updating cluster(s) ", separator: ", " },
  listener: { start: "Error adding/updating listener(s) ", separator: "\n" },
};

function namedEntries({ type, detail }: RefusedResponse, entries: readonly Entry[]): readonly Entry[] {
  const form = semantic[type];
  if (form === undefined || !detail.startsWith(form.start)) return [];
  const list = form.separator + detail.slice(form.start.length);
  return entries.filter(({ name }) => list.includes(`${form.separator}${name}: `));
}

/** Those that took everything else with them: what is not named may be good, and is not in use. */
function thrownOut({ type, whole, detail }: RefusedResponse, entries: readonly Entry[]): readonly Entry[] {
  if (type === "rate-limit") return leadingEntries(detail, entries);
  const dumped = whole ? dumpedEntry(detail, entries) : undefined;
  return dumped === undefined ? [] : [dumped];
}

/** Rate limit services begin a line with the name: `shop: duplicate descriptor …`. Of two names that fit, the longer is meant. */
function leadingEntries(detail: string, entries: readonly Entry[]): readonly Entry[] {
  const longestFirst = [...entries].sort((left, right) => right.name.length - left.name.length);
  const named = detail.split("\n").map((line) => longestFirst.find(({ name }) => line.startsWith(`${name}: `)));
  return entries.filter((entry) => named.includes(entry));
}

/** `goo.gle/debugproto  \nname: "bad1"\n…`: the first name that is not indented. */
function dumpedEntry(detail: string, entries: readonly Entry[]): Entry | undefined {
  const name = nameInDump(detail);
  return entries.find((entry) => entry.name === name);
}
