import { digestOf } from "../../../kit/hash.ts";
import type { Json, JsonObject } from "../../../kit/json.ts";
import type { AccessTokenHashes, TokenAnswer } from "../../decide/need.ts";

const longestRefreshToken = 8192;
/** No longer life of a token is reckoned with: ten years. */
const mostSeconds = 315_360_000;
/** Words for a grant that is good for nothing; any other is about the gateway, or about the provider itself (RFC 6749 §5.2, OpenID Connect Core 1.0 §3.1.2.6). */
const grantErrors: ReadonlySet<string> = new Set(["invalid_grant", "access_denied", "login_required", "interaction_required", "consent_required"]);

/** What a token endpoint says (RFC 6749 §5); whatever is not clear is an error, and quotes nothing of it. */
export function readTokenAnswer(document: Json): TokenAnswer {
  const answer = (typeof document === "object" && document !== null && !Array.isArray(document) ? document : {}) as JsonObject;
  const { error } = answer;
  if (typeof error === "string" && grantErrors.has(error)) return { kind: "refused", error };
  if (error !== undefined) throw new Error(`It says ${typeof error === "string" && /^[a-z_]{1,64}$/u.test(error) ? error : "an error of its own"}`);
  return { kind: "tokens", ...readTokens(answer) };
}

function readTokens(answer: JsonObject): Omit<Extract<TokenAnswer, { kind: "tokens" }>, "kind"> {
  const idToken = textOf(answer, "id_token");
  const accessToken = textOf(answer, "access_token");
  const refreshToken = textOf(answer, "refresh_token");
  if (accessToken === undefined && idToken === undefined) throw new Error("The answer has no tokens");
  if ((refreshToken?.length ?? 0) > longestRefreshToken) throw new Error(`Its refresh_token has more than ${longestRefreshToken} characters`);
  const seconds = Number(answer["expires_in"]);
  return {
    idToken,
    accessTokenHashes: hashesOf(accessToken),
    refreshToken,
    expiresInMs: Number.isFinite(seconds) && seconds > 0 ? Math.min(seconds, mostSeconds) * 1000 : undefined,
  };
}

/** The access token itself is forgotten at once: nothing here uses it, and it is the one that others would take. */
function hashesOf(accessToken: string | undefined): AccessTokenHashes | undefined {
  if (accessToken === undefined) return undefined;
  const half = (name: keyof AccessTokenHashes): string => {
    const digest = digestOf(name, Buffer.from(accessToken));
    return digest.subarray(0, digest.length / 2).toString("base64url");
  };
  return { sha256: half("sha256"), sha384: half("sha384"), sha512: half("sha512") };
}

function textOf(answer: JsonObject, name: string): string | undefined {
  const value = answer[name];
  if (value === undefined || value === null) return undefined;
  if (typeof value !== "string" || value === "") throw new Error(`Its ${name} is no text`);
  return value;
}
