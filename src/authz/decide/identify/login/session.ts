import { readCompactToken, readJson } from "../../../../kit/jose/compact-token.ts";
import type { JsonObject } from "../../../../kit/json.ts";

/** A session, as it is kept. Times are milliseconds since the Unix epoch. */
export interface Session {
  readonly id: string;
  /** When somebody logged in. */
  readonly since: number;
  /** When it was used, to within a tenth of the time that it may be idle. */
  readonly seen: number;
  /** When the provider is asked again whether it goes on; undefined when there is nothing to ask by. */
  readonly renew: number | undefined;
  readonly idToken: string;
  readonly refreshToken: string | undefined;
}

/** A session as text. */
export function sessionText({ id, since, seen, renew, idToken, refreshToken }: Session): string {
  return JSON.stringify([1, id, since, seen, renew ?? null, idToken, refreshToken ?? null]);
}

/** Reads {@link sessionText}; undefined for what another program wrote. */
export function readSession(text: string | undefined): Session | undefined {
  if (text === undefined) return undefined;
  const value: unknown = JSON.parse(text);
  if (!Array.isArray(value)) return undefined;
  const [version, id, since, seen, renew, idToken, refreshToken] = value as readonly unknown[];
  if (version !== 1 || typeof id !== "string" || typeof since !== "number" || typeof seen !== "number" || typeof idToken !== "string") return undefined;
  return {
    id,
    since,
    seen,
    renew: typeof renew === "number" ? renew : undefined,
    idToken,
    refreshToken: typeof refreshToken === "string" ? refreshToken : undefined,
  };
}

/** The id of a session as text, for cookies of sessions that are kept elsewhere. */
export function sessionIdText(id: string): string {
  return JSON.stringify([2, id]);
}

/** Reads {@link sessionIdText}. */
export function readSessionId(text: string | undefined): string | undefined {
  const [version, id] = text === undefined ? [] : (JSON.parse(text) as readonly unknown[]);
  return version === 2 && typeof id === "string" ? id : undefined;
}

/** The claims of a session's ID token, which was verified before it was kept. */
export function sessionClaims({ idToken }: Session): JsonObject {
  const read = readCompactToken(idToken);
  return ("token" in read ? readJson(read.token.payload) : undefined) ?? {};
}

/** Tokens are renewed at least this long after they came, whatever their provider says of how long they live. */
const leastRenewMs = 10_000;

/** When tokens that came now are to be renewed. */
export function renewAt(now: number, tokens: { readonly refreshToken: string | undefined; readonly expiresInMs: number | undefined }): number | undefined {
  return tokens.refreshToken === undefined || tokens.expiresInMs === undefined ? undefined : now + Math.max(leastRenewMs, tokens.expiresInMs);
}
