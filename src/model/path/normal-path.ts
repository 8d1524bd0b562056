/** What Envoy's connection manager makes of a request's path before any route sees it. */
export type NormalPath =
  | { readonly kind: "path"; readonly path: string }
  | { readonly kind: "redirect"; readonly path: string }
  | { readonly kind: "invalid"; readonly why: string };

/**
 * The settings of our listeners (Envoy's `normalize_path`, `merge_slashes` and `path_with_escaped_slashes_action`): a path with escaped slashes
 * is answered by a redirect to the one without, what is unreserved is decoded, dot segments are removed (RFC 3986, section 5.2.4), and repeated
 * slashes merged. `raw` is the path as it is sent, without query.
 */
export function normalPath(raw: string): NormalPath {
  if (/%00/u.test(raw)) return { kind: "invalid", why: "the path holds a null byte" };
  const unescaped = raw.replaceAll(/%2f/giu, "/").replaceAll(/%5c/giu, "\\");
  const path = mergeSlashes(resolveSegments(unescaped.replaceAll("\\", "/").split("/").slice(1)));
  return { kind: unescaped === raw ? "path" : "redirect", path };
}

function resolveSegments(segments: readonly string[]): string {
  const output: string[] = [];
  segments.forEach((segment, index) => {
    const dots = dotsOf(segment);
    if (dots === 2) output.pop();
    if (dots === 0) output.push(canonical(segment));
    else if (index === segments.length - 1) output.push("");
  });
  return `/${output.join("/")}`;
}

/** 1 for this folder, 2 for the one above it, 0 for any other segment. Envoy takes them so with parameters too, unless the dots are escaped. */
function dotsOf(segment: string): 0 | 1 | 2 {
  if (/^(?:\.|%2e)$/iu.test(segment) || segment.startsWith(".;")) return 1;
  return /^(?:\.|%2e){2}$/iu.test(segment) || segment.startsWith("..;") ? 2 : 0;
}

/** Unreserved characters stand for themselves, what has no place in a path is encoded, and everything else stays as it was sent. */
function canonical(segment: string): string {
  return segment
    .replaceAll(/%[0-9a-f]{2}/giu, (escaped) => {
      const character = String.fromCharCode(Number.parseInt(escaped.slice(1), 16));
      return /[A-Za-z0-9\-._~]/u.test(character) ? character : escaped;
    })
    .replaceAll(/["<>^`{|}]/gu, encodeURIComponent);
}

/** Envoy keeps the first and the last slash, which are two when nothing stands between them. */
function mergeSlashes(path: string): string {
  return /^\/{2,}$/u.test(path) ? "//" : path.replaceAll(/\/{2,}/gu, "/");
}
