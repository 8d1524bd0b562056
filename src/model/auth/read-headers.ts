import { placeholdersIn } from "./answer-text.ts";
import type { AuthSpec } from "./auth-schema.ts";
import type { CredentialPlace } from "./credential-place.ts";
import type { IdentifyMethod } from "./identify-schema.ts";
import type { AnswersSpec } from "./shape-schema.ts";

/** Headers that answers depend on. */
const ofAnswers = ["accept", "content-type"] as const;

/** Names of the headers that a block of the policy reads, in lower case and in order; `all` when it may be any. */
export function readHeaders({ identify = [], authorize, answers, shape }: AuthSpec): readonly string[] | "all" {
  const expressions = (authorize?.rules ?? []).some(({ when }) => when !== undefined);
  if (expressions || identify.some(({ signature }) => signature !== undefined)) return "all";
  const appended = Object.keys(shape?.appendHeaders ?? {}).map((name) => name.toLowerCase());
  return [...new Set([...ofAnswers, ...(namesRequest(answers) ? ["x-request-id"] : []), ...appended, ...identify.flatMap(headersOf)])].sort();
}

function namesRequest({ unauthenticated, forbidden }: AnswersSpec = {}): boolean {
  const bodies = [unauthenticated, forbidden].flatMap((answer) => [answer?.json, answer?.html, answer?.text]);
  return bodies.some((body) => placeholdersIn(body ?? "").includes("requestId"));
}

/** By these it is known whether a browser opens a page, and who asks it to. */
const ofLogins = ["cookie", "origin", "purpose", "sec-fetch-mode", "sec-fetch-site", "sec-purpose"] as const;

function headersOf({ apiKey, jwt, introspection, basic, oidc }: IdentifyMethod): readonly string[] {
  if (oidc !== undefined) return ofLogins;
  if (apiKey !== undefined) return placesIn(apiKey.from, "x-api-key");
  const token = jwt ?? introspection;
  if (token !== undefined) return placesIn(token.from, "authorization");
  return basic === undefined ? [] : ["authorization"];
}

function placesIn(places: readonly CredentialPlace[] | undefined, usual: string): readonly string[] {
  if (places === undefined) return [usual];
  return places.flatMap(({ header, cookie }) => (header === undefined ? (cookie === undefined ? [] : ["cookie"]) : [header.toLowerCase()]));
}
