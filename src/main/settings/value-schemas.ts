import type { z } from "zod";
import type { LaneAddress } from "../../http2/serve/lane.ts";
import { type ListenAddress, parseListenAddress } from "../../kit/listen-address.ts";
import { nearestName } from "../../kit/nearest-name.ts";
import { optionalText, textSchema } from "./option.ts";

/** The schema of an address to listen on. */
export const addressSchema = textSchema(parseAddress);

/** The schema of an address that a lane listens on: also a Unix socket. */
export const laneAddressSchema = textSchema(parseLaneAddress);

/** The schema of several such addresses with commas between. */
export const placesSchema = optionalText.transform((text, context) => parsePlaces(text, context));

/** A schema for one of some words; a near miss gets the word that was meant. */
export function oneOf<const Word extends string>(words: readonly Word[]) {
  return textSchema<Word>((text) => {
    const found = words.find((word) => word === text);
    if (found !== undefined) return { value: found };
    const meant = nearestName(text, words);
    return { expected: `must be ${listed(words)}${meant === undefined ? "" : `: did you mean ${meant}?`}` };
  });
}

/** Words in a row: `a, b or c`. */
export function listed(words: readonly string[], join: "and" | "or" = "or"): string {
  return `${words.slice(0, -1).join(", ")} ${join} ${words.at(-1) ?? ""}`;
}

function parseAddress(text: string): { readonly value: ListenAddress } | { readonly expected: string } {
  const address = parseListenAddress(text);
  return "code" in address ? { expected: "must be HOST:PORT, for example 127.0.0.1:18080 or [::1]:18080, with a port of 0 to 65535" } : { value: address };
}

/** The longest path that the system takes for a socket: 108 bytes with the zero at its end on Linux, 104 elsewhere. */
const longestSocketPath = 103;

/** Reads where a lane is: `HOST:PORT` or `unix:PATH`. */
function parseLaneAddress(text: string): { readonly value: LaneAddress } | { readonly expected: string } {
  const { path, mode } = /^unix:(?<path>[^?]+)(?:\?mode=(?<mode>0?[0-7]{3}))?$/u.exec(text)?.groups ?? {};
  if (path !== undefined) {
    if (Buffer.byteLength(path) > longestSocketPath) return { expected: `has a path of more than ${longestSocketPath} bytes, which no Unix socket can have` };
    return { value: { kind: "unix", path, ...(mode !== undefined && { mode: Number.parseInt(mode, 8) }) } };
  }
  const address = parseListenAddress(text);
  return "code" in address
    ? { expected: "must be HOST:PORT, for example 127.0.0.1:18001, or unix:PATH, with ?mode=660 for others of its group" }
    : { value: { kind: "tcp", ...address } };
}

function parsePlaces(text: string | undefined, context: z.core.$RefinementCtx): readonly LaneAddress[] | undefined {
  if (text === undefined) return undefined;
  const places = text.split(",").map((place) => parseLaneAddress(place.trim()));
  for (const place of places) if ("expected" in place) context.addIssue({ code: "custom", message: place.expected });
  return places.flatMap((place) => ("value" in place ? [place.value] : []));
}
