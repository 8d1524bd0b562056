import { authCredentials } from "./auth-credentials.ts";
import { authExpression, authHeaders, authKeySet, authToken, checkRequest } from "./auth-targets.ts";
import { checkMetadata } from "./check-metadata.ts";
import type { FuzzTarget } from "./fuzz-target.ts";
import { hpack } from "./hpack.ts";
import { http2Frames } from "./http2-frames.ts";
import { authLogin } from "./login-target.ts";
import { authIntrospection, authMetadata, authTokenAnswer } from "./provider-answers.ts";
import { rateLimitRequest } from "./rate-limit-request.ts";
import { strictJson } from "./strict-json.ts";

/** The only list of targets; `npm run fuzz -- NAME` takes one, `npm test` a little of each. */
export const fuzzTargets: readonly FuzzTarget[] = [
  http2Frames,
  hpack,
  rateLimitRequest,
  checkRequest,
  checkMetadata,
  authToken,
  authHeaders,
  authCredentials,
  authExpression,
  authKeySet,
  authLogin,
  authIntrospection,
  authMetadata,
  authTokenAnswer,
  strictJson,
];
