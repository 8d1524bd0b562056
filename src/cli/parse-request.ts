import { Option } from "commander";
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

/** A whole address, or an error that says what one is. */
export function checkedUrl(url: string): string {
  if (/^https?:\/\//u.test(url) && URL.canParse(url)) return url;
  throw new CliError("ERR_CLI_USAGE", `Address "${url}" is not whole; write for example http://shop.example/cart`);
}
