import type { JsonObject } from "../../kit/json.ts";
import { pointer as pointerOf } from "../../kit/json-pointer.ts";
import type { SecretRef } from "../object/secret-ref.ts";
import type { AuthSpec } from "./auth-schema.ts";

/** A secret that a block of the policy names, and where. */
export interface AuthSecret {
  readonly pointer: string;
  readonly ref: SecretRef;
}

/** The secrets that a block of the policy `auth` names; they stand in its namespace. */
export function authSecrets(value: JsonObject): readonly AuthSecret[] {
  const { identify = [] } = value as unknown as AuthSpec;
  return identify.flatMap((method, index) => {
    const way = method.oidc === undefined ? "introspection" : "oidc";
    const secret = method[way]?.client?.secret;
    return secret === undefined ? [] : [{ pointer: pointerOf("identify", index, way, "client", "secret"), ref: secret }];
  });
}
