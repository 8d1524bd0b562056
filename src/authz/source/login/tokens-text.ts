import type { AccessTokenHashes, TokenAnswer } from "../../decide/need.ts";

/** Tokens that an identity provider gave. */
export type Tokens = Extract<TokenAnswer, { kind: "tokens" }>;

/** Tokens as text, to be sealed. */
export function tokensText({ idToken, accessTokenHashes, refreshToken, expiresInMs }: Tokens): string {
  return JSON.stringify([1, idToken ?? null, accessTokenHashes ?? null, refreshToken ?? null, expiresInMs ?? null]);
}

/** Reads {@link tokensText}; undefined for what another program wrote. */
export function readTokensText(text: string | undefined): Tokens | undefined {
  if (text === undefined) return undefined;
  const [version, idToken, hashes, refreshToken, expiresInMs] = JSON.parse(text) as readonly unknown[];
  if (version !== 1) return undefined;
  return {
    kind: "tokens",
    idToken: typeof idToken === "string" ? idToken : undefined,
    // Whatever opens was written here.
    accessTokenHashes: hashes === null ? undefined : (hashes as AccessTokenHashes),
    refreshToken: typeof refreshToken === "string" ? refreshToken : undefined,
    expiresInMs: typeof expiresInMs === "number" ? expiresInMs : undefined,
  };
}
