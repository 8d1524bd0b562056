import { type Asking, ask } from "../../need.ts";
import type { LoginPolicy } from "./login-policy.ts";
import type { Session } from "./session.ts";

/** Tells the provider that nobody uses the refresh token of a session any more: a copy of the cookie lives no longer than its tokens then, and nobody else can use them. */
export function* revokeRefreshToken({ revocation }: LoginPolicy, { refreshToken }: Session): Asking<void> {
  if (revocation !== undefined && refreshToken !== undefined) yield* ask("revokeToken", { ...revocation, refreshToken });
}
