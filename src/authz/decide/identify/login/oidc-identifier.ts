import type { OidcSpec } from "../../../../model/auth/oidc-schema.ts";
import { headerInput, hostInput, type Input, queryInput } from "../../plan/input.ts";
import type { DecisionRequest } from "../../request/decision-request.ts";
import type { Identifier, PolicyPlace } from "../attempt.ts";
import { endLogins } from "./back-channel-logout.ts";
import { endSession } from "./end-session.ts";
import { finishLogin } from "./finish-login.ts";
import { compileLogin, type LoginPolicy } from "./login-policy.ts";
import { startLogin } from "./start-login.ts";
import { useSession } from "./use-session.ts";

/**
 * Identification by a login at an OpenID Connect provider. Some paths are the login's own: where browsers come back to, where they log out, and where
 * the provider tells of logouts. On every other one there is a session, or there is none; a browser that opens a page without one is sent to log in once no other way knows it either.
 */
export function oidcIdentifier(name: string, spec: OidcSpec, place: PolicyPlace): Identifier {
  const policy = compileLogin(name, spec, place);
  const { redirectPath, logoutPath, backChannelPath, cookie } = policy.settings;
  return {
    name,
    inputs: [headerInput("cookie"), hostInput, ownPathInput(policy)],
    secrets: [queryInput("code"), queryInput("state")],
    challenge: undefined,
    keySources: [policy.keys],
    hides: [{ cookieFamily: cookie.name }],
    offerLogin: (request, refusal) => startLogin(policy, request, refusal),
    *identify(request, facts) {
      const path = pathOf(request);
      if (path === redirectPath) return yield* finishLogin(policy, { request, facts });
      if (path !== undefined && path === backChannelPath) return yield* endLogins(policy, request);
      return path === logoutPath ? yield* endSession(policy, { request, facts }) : yield* useSession(policy, { request, facts });
    },
  };
}

function pathOf({ path }: DecisionRequest): string | undefined {
  return path.kind === "plain" ? path.path : undefined;
}

/** Requests to the login's own paths are each for themselves; all others are equal in this. */
function ownPathInput({ settings }: LoginPolicy): Input {
  const { redirectPath, logoutPath, backChannelPath } = settings;
  const own = [redirectPath, logoutPath, ...(backChannelPath === undefined ? [] : [backChannelPath])];
  return {
    id: `login ${own.join(" ")}`,
    read: (request) => {
      const path = pathOf(request);
      return path !== undefined && own.includes(path) ? request.view.path : undefined;
    },
  };
}
