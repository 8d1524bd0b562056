import type { TestRequest, TestResponse } from "../traffic/http-request.ts";

/** A request as `curl` is told of it. */
export interface CurlCall {
  readonly port: number;
  readonly request: Pick<TestRequest, "method" | "host" | "path" | "headers">;
  /** What curl prints of the answer. */
  readonly show: (answer: TestResponse) => string;
}

/** Options that have a value, and those that have none. */
const withValue: ReadonlySet<string> = new Set(["-H", "-X", "-w", "-so"]);
const alone: ReadonlySet<string> = new Set(["-s", "-si"]);

/** Reads the words of a `curl` command; those options that pages use, to 127.0.0.1. */
export function readCurl(words: readonly string[]): CurlCall {
  const options: (readonly [name: string, value: string])[] = [];
  let url = "";
  const left = words.slice(1).values();
  for (const word of left) {
    if (withValue.has(word)) options.push([word, left.next().value ?? ""]);
    else if (alone.has(word)) options.push([word, ""]);
    else if (word.startsWith("http://127.0.0.1:")) url = word;
    else throw new Error(`The word ${word} of a curl command is not known here`);
  }
  const given = (name: string): string | undefined => options.find(([option]) => option === name)?.[1];
  const headers = options.flatMap(([option, value]) => (option === "-H" ? [[value.split(": ", 1)[0] ?? "", value.slice(value.indexOf(": ") + 2)]] : []));
  const { host, port, pathname, search } = new URL(url);
  return {
    port: Number(port),
    request: { method: given("-X") ?? "GET", host, path: `${pathname}${search}`, headers: Object.fromEntries(headers) as Record<string, string> },
    show: (answer) => shown(answer, { format: given("-w"), withHeaders: given("-si") !== undefined }),
  };
}

function shown({ status, headers, body }: TestResponse, how: { readonly format: string | undefined; readonly withHeaders: boolean }): string {
  if (how.format !== undefined) return how.format.replaceAll("%{http_code}", String(status)).replaceAll(String.raw`\n`, "\n");
  if (!how.withHeaders) return body;
  return [`HTTP/1.1 ${status}`, ...Object.entries(headers).map(([name, value]) => `${name}: ${String(value)}`), "", body].join("\n");
}
