/** A path as rules see it, or why it has no one meaning. */
export type RequestPath = { readonly kind: "plain"; readonly path: string } | { readonly kind: "ambiguous"; readonly reason: string };

const suspicious = /[%\\]|\/\/|\/\./u;
const unreserved = /^[A-Za-z0-9\-._~]$/u;

/**
 * The path of a request without its query, in the one form that rules are compared with: escapes that need none are undone, dot segments
 * are resolved and slashes merged (RFC 3986 §6.2.2, and what Envoy's `normalize_path` and `merge_slashes` do). A path that a backend may
 * read in two ways – an escaped slash, a backslash, a broken escape – is ambiguous: who decides by paths must not let it in.
 */
export function requestPath(pathAndQuery: string): RequestPath {
  const end = pathAndQuery.search(/[?#]/u);
  const raw = end < 0 ? pathAndQuery : pathAndQuery.slice(0, end);
  // The form of a proxy (http://host/path), which backends take, too; Envoy itself does not.
  if (raw !== "" && !raw.startsWith("/")) return { kind: "ambiguous", reason: "It does not begin with a slash" };
  if (!suspicious.test(raw)) return { kind: "plain", path: raw };
  if (raw.includes("\\")) return { kind: "ambiguous", reason: "It has a backslash" };
  const decoded = decodeUnreserved(raw);
  if (decoded === undefined) return { kind: "ambiguous", reason: "It has a percent sign without two hexadecimal digits" };
  if (/%(?:2F|5C|00)/u.test(decoded)) return { kind: "ambiguous", reason: "It has an escaped slash, backslash or NUL" };
  return { kind: "plain", path: withoutDots(decoded) };
}

/**
 * Whether a path has parameters (RFC 3986 §3.3): `/admin;a=1/x`, `/public/..;/admin`. Some backends take them off before they look at the path, which is then
 * another one.
 */
export function hasParameters(path: string): boolean {
  return path.includes(";");
}

/** Undoes the escapes of letters, digits and `-._~`, and writes the others in upper case. Undefined when one is broken. */
function decodeUnreserved(raw: string): string | undefined {
  if (/%(?![0-9A-Fa-f]{2})/u.test(raw)) return undefined;
  return raw.replaceAll(/%([0-9A-Fa-f]{2})/gu, (triplet, hex: string) => {
    const character = String.fromCharCode(Number.parseInt(hex, 16));
    return unreserved.test(character) ? character : triplet.toUpperCase();
  });
}

function withoutDots(path: string): string {
  const kept: string[] = [];
  const segments = path.split("/");
  for (const [index, segment] of segments.entries()) {
    const last = index === segments.length - 1;
    if (segment === "..") kept.pop();
    else if (segment !== "." && segment !== "") kept.push(segment);
    if (last && (segment === "" || segment === "." || segment === "..")) kept.push("");
  }
  return `/${kept.join("/")}`;
}
