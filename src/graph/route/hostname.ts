/**
 * The hostnames that both sides admit, as the Gateway API does it: an exact name beats a wildcard that covers it, `*.` covers one or more
 * labels. Undefined on the left means every hostname.
 */
export function intersectHostnames(listener: string | undefined, route: readonly string[]): readonly string[] {
  if (route.length === 0) return [listener ?? "*"];
  const found = new Set<string>();
  for (const hostname of route) {
    const common = listener === undefined ? hostname : intersectHostname(listener, hostname);
    if (common !== undefined) found.add(common);
  }
  return [...found];
}

/** True when requests for `hostname` fall under `pattern`; both may be wildcards. */
export function coversHostname(pattern: string, hostname: string): boolean {
  if (pattern === "*" || pattern === hostname) return true;
  return pattern.startsWith("*.") && hostname.endsWith(pattern.slice(1)) && hostname.length > pattern.length - 1;
}

/** The narrower of two names of which one covers the other; undefined when no hostname falls under both. */
export function intersectHostname(left: string, right: string): string | undefined {
  if (coversHostname(left, right)) return right;
  return coversHostname(right, left) ? left : undefined;
}
