import type { Finding } from "../../graph/node/finding.ts";
import type { ClientCertificates, LowerContext } from "../../graph/policy/graph-policy.ts";
import type { AuthSpec } from "../../model/auth/auth-schema.ts";
import type { IdentifyMethod } from "../../model/auth/identify-schema.ts";
import { keyText, type Origin } from "../../model/object/object.ts";

/**
 * The ways of a block that want a client certificate where the listener asks for none, as warnings. Beside other ways, one may be meant for another listener of
 * the route: it is told only where none of them asks.
 */
export function unaskedCertificates({ identify = [] }: AuthSpec, origin: Origin, context: LowerContext): readonly Finding[] {
  const { certificates: place, subject } = context;
  if (place === undefined || place.asked) return [];
  const isOnly = identify.every((method) => wantsCertificate(method) !== undefined);
  if (place.askedElsewhere && !isOnly) return [];
  const lost = isOnly ? "nobody gets in there" : "nobody gets in there in this way";
  const involves = [place.gateway, subject.object].filter((key) => keyText(key) !== keyText(origin.object));
  return identify.flatMap((method, index) => {
    const wanted = wantsCertificate(method);
    return wanted === undefined ? [] : [{ ...unasked({ ...origin, pointer: `${origin.pointer}/identify/${index}${wanted}` }, place, lost), involves }];
  });
}

/** What of a way wants a certificate, as a JSON Pointer in it; undefined when nothing does. */
function wantsCertificate({ certificate, jwt, introspection }: IdentifyMethod): string | undefined {
  if (certificate !== undefined) return "/certificate";
  if (jwt?.binding === "required") return "/jwt/binding";
  return introspection?.binding === "required" ? "/introspection/binding" : undefined;
}

function unasked(at: Origin, { gateway, listener, protocol }: ClientCertificates, lost: string): Finding {
  const isTls = protocol === "https";
  return {
    ...at,
    code: "NO_CLIENT_CERTIFICATES",
    detail: `Listener ${listener} of Gateway ${gateway.namespace}/${gateway.name} ${isTls ? "asks clients for no certificate" : "has no TLS, and so no client certificates"}: ${lost}`,
    hint: `Name the TrustBundle of the clients' authority in tls.clientCa of the listener${isTls ? "" : ", with protocol https"}, or attach the route to one that has it`,
    severity: "warning",
    condition: "Accepted",
  };
}
