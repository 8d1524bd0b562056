import type { CredentialPlace } from "../../../model/auth/credential-place.ts";
import type { IdentifyMethod } from "../../../model/auth/identify-schema.ts";
import { type ConsumerScope, type Credential, credentialFault, faultText, scopeText } from "../directory/consumer.ts";
import type { Evidence } from "../evidence.ts";
import type { Refusal } from "../refusal.ts";
import { credentialMarks } from "../revocation/revocation-mark.ts";
import type { Attempt, Identifier } from "./attempt.ts";
import { credentialReader } from "./credential-reader.ts";

/** What `apiKey` of a way of identification says. */
export type ApiKeySpec = NonNullable<IdentifyMethod["apiKey"]>;

const usualPlaces: readonly CredentialPlace[] = [{ header: "x-api-key" }];
/** Longer texts are no keys: they are not even hashed. */
const longestKey = 512;

/** Identification by an API key of a consumer. */
export function apiKeyIdentifier(name: string, spec: ApiKeySpec, scope: ConsumerScope): Identifier {
  const reader = credentialReader(spec.from ?? usualPlaces, { removes: !(spec.forward ?? false) });
  return {
    name,
    inputs: reader.inputs,
    hides: reader.hides,
    challenge: challengeOf(spec.from ?? usualPlaces),
    identify: (request, { consumers }) => {
      const shown = reader.read(request);
      if (shown === undefined) return { kind: "absent" };
      if (shown.text.length > longestKey)
        return { kind: "refused", refusal: unknownKey, evidence: [], why: `It has ${shown.text.length} characters; keys have ${longestKey} at most` };
      const { credential, evidence } = consumers.findApiKey(shown.text, scope);
      if (credential === undefined) return { kind: "refused", refusal: unknownKey, evidence, why: `No consumer of ${scopeText(scope)} has this key` };
      return judge(credential, { name, evidence, now: request.now });
    },
  };
}

const unknownKey: Refusal = { kind: "unauthenticated", code: "credential_invalid", detail: "The API key is not known" };
const expiredKey: Refusal = { kind: "unauthenticated", code: "credential_expired", detail: "The API key is not valid any more" };
const earlyKey: Refusal = { kind: "unauthenticated", code: "credential_invalid", detail: "The API key is not valid yet" };

const faults = { disabled: unknownKey, early: earlyKey, expired: expiredKey } as const;

interface Shown {
  readonly name: string;
  readonly evidence: readonly Evidence[];
  readonly now: number;
}

function judge(found: Credential, { name, evidence, now }: Shown): Attempt {
  const fault = credentialFault(found, now);
  if (fault !== undefined) return { kind: "refused", refusal: faults[fault.fault], evidence, until: fault.until, why: faultText(found, fault.fault) };
  const { consumer, name: credential, expires } = found;
  const marks = credentialMarks(consumer, credential);
  return {
    kind: "identified",
    identity: { kind: "apiKey", method: name, subject: consumer.name, consumer, credential, groups: consumer.groups, scopes: [], claims: {}, marks },
    evidence,
    until: expires,
  };
}

/** A 401 has to name a scheme (RFC 9110 §15.5.2); keys outside of Authorization have none that is registered. */
function challengeOf(places: readonly CredentialPlace[]): string {
  const scheme = places.find(({ header }) => header?.toLowerCase() === "authorization")?.scheme;
  return scheme ?? "ApiKey";
}
