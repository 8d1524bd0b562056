import type { CredentialPlace } from "../../../model/auth/credential-place.ts";
import type { IdentifyMethod } from "../../../model/auth/identify-schema.ts";
import { type ConsumerScope, credentialFault, faultText, scopeText } from "../directory/consumer.ts";
import type { Evidence } from "../evidence.ts";
import { quotedText } from "../header-text.ts";
import type { Refusal } from "../refusal.ts";
import { credentialMarks } from "../revocation/revocation-mark.ts";
import type { Attempt, Identifier } from "./attempt.ts";
import { credentialReader } from "./credential-reader.ts";

/** What `basic` of a way of identification says. */
export type BasicSpec = NonNullable<IdentifyMethod["basic"]>;

const place: CredentialPlace = { header: "authorization", scheme: "Basic" };
const longestCredential = 2048;

/** Identification by user name and password (RFC 7617). */
export function basicIdentifier(name: string, { realm = "sluice", forward = false }: BasicSpec, scope: ConsumerScope): Identifier {
  const reader = credentialReader([place], { removes: !forward });
  const challenge = `Basic realm=${quotedText(realm)}, charset="UTF-8"`;
  const refusal: Refusal = { kind: "unauthenticated", code: "credential_invalid", detail: "User name or password is wrong", challenge };
  const refused = (why: string, evidence: readonly Evidence[] = [], until = Number.POSITIVE_INFINITY): Attempt => {
    return { kind: "refused", refusal, evidence, until, why };
  };
  return {
    name,
    inputs: reader.inputs,
    hides: reader.hides,
    challenge,
    identify: (request, { consumers }) => {
      const shown = reader.read(request);
      if (shown === undefined) return { kind: "absent" };
      const user = readUser(shown.text);
      if (user === undefined) return refused("The credential is not user name and password in base64");
      const { credential, evidence } = consumers.findPassword(user, scope);
      if (credential === undefined) return refused(`No consumer of ${scopeText(scope)} has this user name with this password`, evidence);
      const fault = credentialFault(credential, request.now);
      if (fault !== undefined) return refused(faultText(credential, fault.fault), evidence, fault.until);
      const { consumer } = credential;
      const marks = credentialMarks(consumer, credential.name);
      return {
        kind: "identified",
        identity: {
          kind: "basic",
          method: name,
          subject: user.username,
          consumer,
          credential: credential.name,
          groups: consumer.groups,
          scopes: [],
          claims: {},
          marks,
        },
        evidence,
        until: credential.expires,
      };
    },
  };
}

function readUser(text: string): { readonly username: string; readonly password: string } | undefined {
  if (text.length > longestCredential || !/^[A-Za-z0-9+/]+={0,2}$/u.test(text)) return undefined;
  const decoded = Buffer.from(text, "base64").toString("utf8");
  const colon = decoded.indexOf(":");
  return colon < 0 ? undefined : { username: decoded.slice(0, colon), password: decoded.slice(colon + 1) };
}
