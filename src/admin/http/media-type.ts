/** A media type without its parameters, in lower case, and its charset when it has one. */
export interface MediaType {
  readonly essence: string;
  readonly charset: string | undefined;
}

const aliases: Readonly<Record<string, string>> = {
  "text/yaml": "application/yaml",
  "application/x-yaml": "application/yaml",
  "text/x-yaml": "application/yaml",
  "text/json": "application/json",
};

/** Reads a `Content-Type`; other names of YAML and JSON become the registered ones. Undefined when it is malformed. */
export function parseMediaType(text: string): MediaType | undefined {
  const match = /^\s*(?<essence>[\w!#$&^.+-]+\/[\w!#$&^.+-]+)\s*(?<parameters>;.*)?$/u.exec(text);
  const essence = match?.groups?.["essence"]?.toLowerCase();
  if (essence === undefined) return undefined;
  const charset = /;\s*charset\s*=\s*"?(?<charset>[^\s";]+)"?/iu.exec(match?.groups?.["parameters"] ?? "")?.groups?.["charset"];
  return { essence: aliases[essence] ?? essence, charset: charset?.toLowerCase() };
}

/**
 * Chooses the media type of an answer (RFC 9110, section 12.5.1): the offered one with the highest weight, the first among
 * equals; undefined when the `Accept` header refuses all. Without the header, or with an unreadable one, the first.
 */
export function negotiate(accept: string | undefined, offered: readonly string[]): string | undefined {
  const ranges = parseAccept(accept ?? "");
  if (ranges.length === 0) return offered[0];
  let best: { readonly mediaType: string; readonly weight: number } | undefined;
  for (const mediaType of offered) {
    const weight = weightOf(mediaType, ranges);
    if (weight > (best?.weight ?? 0)) best = { mediaType, weight };
  }
  return best?.mediaType;
}

interface AcceptRange {
  readonly range: string;
  readonly weight: number;
}

function parseAccept(accept: string): readonly AcceptRange[] {
  return accept.split(",").flatMap((part) => {
    const [range = "", ...parameters] = part.split(";").map((piece) => piece.trim().toLowerCase());
    if (!/^(?:\*|[\w!#$&^.+-]+)\/(?:\*|[\w!#$&^.+-]+)$/u.test(range)) return [];
    const weight = parameters.find((parameter) => parameter.startsWith("q="))?.slice(2);
    return [{ range: aliases[range] ?? range, weight: weight === undefined ? 1 : Number(weight) || 0 }];
  });
}

/** The weight of the most specific range that covers the media type; 0 when none does. */
function weightOf(mediaType: string, ranges: readonly AcceptRange[]): number {
  const candidates = [mediaType, `${mediaType.split("/")[0]}/*`, "*/*"];
  for (const candidate of candidates) {
    const range = ranges.find((entry) => entry.range === candidate);
    if (range !== undefined) return range.weight;
  }
  return 0;
}
