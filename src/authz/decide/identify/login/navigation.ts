import { wireName } from "../../request/check-view.ts";
import type { DecisionRequest } from "../../request/decision-request.ts";

const accept = wireName("accept");
const fetchMode = wireName("sec-fetch-mode");
const fetchSite = wireName("sec-fetch-site");
const origin = wireName("origin");
const purposes = [wireName("sec-purpose"), wireName("purpose")];

/**
 * Whether a browser opens a page: it can be sent to log in. Calls of a page, images and programs cannot – they would follow to a page that they can do nothing
 * with, and each would begin a login. Nor is a page that is only fetched ahead (Sec-Purpose) worth one.
 */
export function isNavigation(request: DecisionRequest): boolean {
  if (request.method !== "GET" && request.method !== "HEAD") return false;
  if (request.header(accept)?.includes("text/html") !== true) return false;
  if (purposes.some((name) => request.header(name)?.includes("prefetch") === true)) return false;
  // Browsers of old do not tell.
  return (request.header(fetchMode) ?? "navigate") === "navigate";
}

/**
 * Whether the user of a browser asks for something, or a page of the site itself does, and no other site (Fetch Metadata). Browsers that do not tell are
 * believed when they send a form, with the Origin of the site.
 */
export function isOwnWish(request: DecisionRequest, ownOrigin: string): boolean {
  const site = request.header(fetchSite);
  if (site !== undefined) return site === "same-origin" || site === "none";
  return request.method === "POST" && request.header(origin) === ownOrigin;
}
