/** What Envoy's connection manager makes of a request's path before any route sees it. */
export type NormalPath =
  | { readonly kind: "path"; readonly path: string }
  | { readonly kind: "redirect"; readonly location: string }
  | { readonly kind: "invalid" };

/**
 * The settings of our listeners: escaped slashes are answered by a redirect to the unescaped path, dot segments are removed (RFC 3986,
 * section 5.2.4), repeated slashes merged. The query is not part of it.
 */
export function normalPath(raw: string): NormalPath {
  if (/%2f|%5c/iu.test(raw)) return { kind: "redirect", location: raw.replaceAll(/%2f/giu, "/").replaceAll(/%5c/giu, "\\") };
  if (/%00/u.test(raw)) return { kind: "invalid" };
  const decoded = decodeUnreserved(raw).replaceAll("\\", "/");
  return { kind: "path", path: removeDotSegments(decoded).replaceAll(/\/{2,}/gu, "/") };
}

/** Percent-encoded characters that need no encoding are decoded; the others get upper-case digits. */
function decodeUnreserved(path: string): string {
  return path.replaceAll(/%[0-9a-f]{2}/giu, (escaped) => {
    const character = String.fromCharCode(Number.parseInt(escaped.slice(1), 16));
    return /[A-Za-z0-9\-._~]/u.test(character) ? character : escaped.toUpperCase();
  });
}

function removeDotSegments(path: string): string {
  const output: string[] = [];
  const segments = path.split("/").slice(1);
  segments.forEach((segment, index) => {
    const last = index === segments.length - 1;
    if (segment === "..") output.pop();
    if (segment === "." || segment === "..") {
      if (last) output.push("");
    } else output.push(segment);
  });
  return `/${output.join("/")}`;
}
