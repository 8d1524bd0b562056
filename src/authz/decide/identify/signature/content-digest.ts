import { digestOf } from "../../../../kit/hash.ts";
import { parseDictionary } from "../../../../kit/structured-field/parse-dictionary.ts";
import type { DecisionRequest } from "../../request/decision-request.ts";

/** Why the body of a request is not the one that was signed (RFC 9530); undefined when it is, or when there is none. */
export function bodyFault(request: DecisionRequest, covered: ReadonlySet<string>): string | undefined {
  const { view } = request;
  const body = view.body ?? new Uint8Array();
  if (!covered.has('"content-digest"')) return hasBody(request) ? "The body is not signed: Content-Digest is not covered" : undefined;
  if (isPartial(request)) return "The body is too large to be looked at";
  const digests = parseDictionary((view.headerLines("content-digest") ?? []).join(", "));
  const known = [...(digests ?? [])].flatMap(([name, member]) => {
    const hash = names[name];
    return hash === undefined || member.kind !== "item" || member.value.type !== "bytes" ? [] : [{ hash, bytes: member.value.value }];
  });
  if (known.length === 0) return "Content-Digest has no digest by sha-256 or sha-512";
  return known.every(({ hash, bytes }) => digestOf(hash, body).equals(bytes)) ? undefined : "The body is not the one that was signed";
}

const names: Readonly<Record<string, "sha256" | "sha512">> = { "sha-256": "sha256", "sha-512": "sha512" };

/** Also true when Envoy was not told to send the body along: nobody knows then what it is. */
function hasBody({ view }: DecisionRequest): boolean {
  if ((view.body?.length ?? 0) > 0 || view.size > 0) return true;
  const length = view.headerLines("content-length")?.[0] ?? "0";
  return length !== "0" || view.headerLines("transfer-encoding") !== undefined;
}

function isPartial({ view }: DecisionRequest): boolean {
  return view.headerLines("x-envoy-auth-partial-body")?.[0] === "true";
}
