import type { JsonObject } from "../../../kit/json.ts";
import type { Consumer } from "../directory/consumer.ts";
import type { RevocationMark } from "../revocation/revocation-mark.ts";

/** What a caller showed. */
export type IdentityKind = "apiKey" | "jwt" | "introspection" | "basic" | "certificate" | "signature" | "oidc" | "anonymous";

/** Who calls, as one way of identification found out. */
export interface Identity {
  readonly kind: IdentityKind;
  /** Name of the way. */
  readonly method: string;
  /** Who it is, in one word: a consumer's name, or what the credential says. Empty for nobody in particular. */
  readonly subject: string;
  readonly consumer: Consumer | undefined;
  /** Who says so, of a token's claims; it makes the subject one of the world. */
  readonly issuer?: string;
  /** Namespace of the layer that found it out, once one has. */
  readonly home?: string;
  /** Name of the consumer's credential that was shown. */
  readonly credential: string | undefined;
  readonly groups: readonly string[];
  readonly scopes: readonly string[];
  readonly claims: JsonObject;
  /** Id of the login's session, by which it can be revoked. */
  readonly session?: string;
  /** What of it may be revoked. */
  readonly marks: readonly RevocationMark[];
}
