/**
 * What kind of thing a refusal is about.
 * - `content`: what stands in the resource; any proxy would refuse it.
 * - `capability`: the proxy lacks an extension or type; one of another build may take it.
 * - `environment`: the machine of the proxy, a port or a file; it says nothing about the resource.
 */
export const causes = ["content", "capability", "environment"] as const;

/** What kind of thing a refusal is about. */
export type Cause = (typeof causes)[number];

const environment =
  /cannot bind|address already in use|permission denied|cannot assign requested address|no such file or directory|unable to read file|invalid path: \/|too many open files/iu;

const capability =
  /(?:didn't|can't) find a registered|(?:extension|factory|formatter|selector) not found|could not find @type|could not reify|unknown type:|unable to unpack as|not compiled in/iu;

/** Reads Envoy's words (those of 1.40). What is not known counts as the content's fault. */
export function causeOf(detail: string): Cause {
  if (environment.test(detail)) return "environment";
  return capability.test(detail) ? "capability" : "content";
}
