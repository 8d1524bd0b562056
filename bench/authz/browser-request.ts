import { checkBytes } from "../../test/kit/authz/check-message.ts";
import type { AuthzCase } from "./cases.ts";

/** What Envoy sends of a browser's request: 1.3 kB. */
export function browserRequest({ target, path, headers }: Pick<AuthzCase, "target" | "path" | "headers">): Uint8Array {
  return checkBytes({ path, headers: { ...browserHeaders, ...headers }, extensions: { "sluice.target": target } });
}

/** Headers of a browser. */
export const browserHeaders: Readonly<Record<string, string>> = {
  "user-agent": "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/139.0.0.0 Safari/537.36",
  accept: "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8",
  "accept-language": "en-US,en;q=0.9,de;q=0.8",
  "accept-encoding": "gzip, deflate, br, zstd",
  "sec-fetch-site": "same-origin",
  "sec-fetch-mode": "navigate",
  cookie: `session=${"s".repeat(200)}; theme=dark`,
  "x-forwarded-proto": "https",
  "x-forwarded-for": "203.0.113.7",
};
