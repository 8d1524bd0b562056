import type { Json, JsonObject } from "../../../kit/json.ts";
import type { Provider } from "../../decide/need.ts";
import { endpointOf } from "../http/endpoint-of.ts";

/** What metadata says, as far as it matters to logins. */
export interface ProviderMetadata extends Provider {
  readonly endSession: string | undefined;
  readonly revocation: string | undefined;
}

/** The metadata must be that of the issuer itself (OpenID Connect Discovery 1.0 §4.3), and lead nowhere where others could listen; whatever else is an error. */
export function readProviderMetadata(document: Json, issuer: string): ProviderMetadata {
  const metadata = (typeof document === "object" && document !== null && !Array.isArray(document) ? document : {}) as JsonObject;
  if (metadata["issuer"] !== issuer) throw new Error(`It is that of ${JSON.stringify(metadata["issuer"] ?? null)}`);
  const [authorization, token] = ["authorization_endpoint", "token_endpoint"].map((name) => endpointOf(metadata, name, issuer));
  if (authorization === undefined || token === undefined) throw new Error("It lacks authorization_endpoint or token_endpoint");
  return {
    authorization,
    token,
    endSession: endpointOf(metadata, "end_session_endpoint", issuer),
    revocation: endpointOf(metadata, "revocation_endpoint", issuer),
    namesItself: metadata["authorization_response_iss_parameter_supported"] === true,
  };
}
