import type { JsonObject } from "../../../kit/json.ts";

/** An endpoint out of an issuer's metadata, undefined when it names none. One where others could listen, although nobody can at the issuer, is an error. */
export function endpointOf(metadata: JsonObject, name: string, issuer: string): string | undefined {
  const url = metadata[name];
  if (url === undefined) return undefined;
  const scheme = issuer.startsWith("https:") ? "https" : "https?";
  if (typeof url !== "string" || !new RegExp(`^${scheme}://[\\x21-\\x7e]+$`, "u").test(url) || url.includes("#") || !URL.canParse(url))
    throw new Error(`Its ${name} is no URL of ${scheme.replace("?", " or http")}`);
  return url;
}
