import { Option } from "commander";
import type { Json, JsonObject } from "../kit/json.ts";
import { metadataSchema } from "../model/auth/metadata-schema.ts";
import { CliError } from "./exit-code.ts";

/** `-H NAME: VALUE`, as often as wanted; its value is a list of texts. */
export function headerOption(): Option {
  return new Option("-H, --header <header>", "header of the request as NAME: VALUE; may be given more than once").argParser(
    (value: string, before: string[] | undefined) => [...(before ?? []), value],
  );
}

/** The headers that options name, in lower case; of one name the last. */
export function parsedHeaders(texts: readonly string[]): Record<string, string> {
  const pairs = texts.map((text) => {
    const match = /^(?<name>[!#$%&'*+.^_`|~0-9A-Za-z-]+):\s*(?<value>.*)$/u.exec(text);
    if (match?.groups === undefined) throw new CliError("ERR_CLI_USAGE", `Header "${text}" is not NAME: VALUE`);
    return [(match.groups["name"] ?? "").toLowerCase(), match.groups["value"] ?? ""] as const;
  });
  return Object.fromEntries(pairs);
}

/** `--metadata NAMESPACE=JSON` and the like, as often as wanted; its value is a list of texts. */
export function metadataOption(name: string, whose: string): Option {
  return new Option(`--${name} <namespace=json>`, `${whose}, a namespace and a JSON object; may be given more than once`).argParser(
    (value: string, before: string[] | undefined) => [...(before ?? []), value],
  );
}

/** The namespaces that options name; of one name the last. Undefined when there are none. */
export function parsedMetadata(texts: readonly string[] | undefined): Readonly<Record<string, JsonObject>> | undefined {
  return texts && Object.fromEntries(texts.map(namespaceOf));
}

function namespaceOf(text: string): readonly [name: string, values: JsonObject] {
  const at = text.indexOf("=");
  const values = at < 1 ? undefined : objectOf(text.slice(at + 1));
  if (values === undefined)
    throw new CliError("ERR_CLI_USAGE", `Metadata "${text}" is not NAMESPACE=OBJECT; write for example envoy.filters.http.lua={"tenant":"a"}`);
  const name = text.slice(0, at);
  const { error } = metadataSchema.safeParse({ [name]: values });
  if (error !== undefined) throw new CliError("ERR_CLI_USAGE", `Metadata "${name}" ${error.issues[0]?.message ?? "is not valid"}`);
  return [name, values];
}

function objectOf(text: string): JsonObject | undefined {
  try {
    const value = JSON.parse(text) as Json;
    return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as JsonObject) : undefined;
  } catch {
    return undefined;
  }
}

/** A whole address, or an error that says what one is. */
export function checkedUrl(url: string): string {
  if (/^https?:\/\//u.test(url) && URL.canParse(url)) return url;
  throw new CliError("ERR_CLI_USAGE", `Address "${url}" is not whole; write for example http://shop.example/cart`);
}
