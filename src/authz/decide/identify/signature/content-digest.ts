import { digestOf } from "../../../../kit/hash.ts";
import { parseDictionary } from "../../../../kit/structured-field/parse-dictionary.ts";
import { longestSentBody, planExtensions } from "../../../../model/auth/auth-plan.ts";
import { wireName } from "../../request/check-view.ts";
import type { DecisionRequest } from "../../request/decision-request.ts";

/** Why the body of a request is not the one that was signed (RFC 9530); undefined when it is, or when there is none. */
export function bodyFault(request: DecisionRequest, covered: ReadonlySet<string>): string | undefined {
  const { view } = request;
  const body = view.body ?? new Uint8Array();
  const presence = bodyOf(request);
  if (presence === "unknown") return "Nobody can tell whether there is a body: this proxy does not say that it sends bodies along";
  if (!covered.has('"content-digest"')) return presence === "here" ? "The body is not signed: Content-Digest is not covered" : undefined;
  if (isPartial(request)) return "The body is too large to be looked at";
  const digests = parseDictionary((view.headerLines("content-digest") ?? []).join(", "));
  const known = [...(digests ?? [])].flatMap(([name, member]) => {
    const hash = names.get(name);
    return hash === undefined || member.kind !== "item" || member.value.type !== "bytes" ? [] : [{ hash, bytes: member.value.value }];
  });
  if (known.length === 0) return "Content-Digest has no digest by sha-256 or sha-512";
  return known.every(({ hash, bytes }) => digestOf(hash, body).equals(bytes)) ? undefined : "The body is not the one that was signed";
}

const names: ReadonlyMap<string, "sha256" | "sha512"> = new Map([
  ["sha-256", "sha256"],
  ["sha-512", "sha512"],
]);

/** A body of a request with these has no meaning (RFC 9110 §9.3). */
const bodiless: ReadonlySet<string> = new Set(["GET", "HEAD", "OPTIONS"]);
const bodyName = wireName(planExtensions.body);

/** Envoy may not have been told to send bodies along, and in HTTP/2 a body needs no header that says it is there. */
function bodyOf({ view, method }: DecisionRequest): "here" | "none" | "unknown" {
  if ((view.body?.length ?? 0) > 0 || view.size > 0) return "here";
  const length = view.headerLines("content-length")?.[0];
  if (length !== undefined) return length === "0" ? "none" : "here";
  if (view.headerLines("transfer-encoding") !== undefined) return "here";
  if (view.protocol.startsWith("HTTP/1") || longestSentBody(view.contextExtension(bodyName)) !== undefined || bodiless.has(method)) return "none";
  return "unknown";
}

function isPartial({ view }: DecisionRequest): boolean {
  // Envoy's own word stands behind what a client may have said.
  return view.headerLines("x-envoy-auth-partial-body")?.includes("true") === true;
}
