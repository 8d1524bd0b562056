import { compileMask } from "../../authz/decide/record/mask.ts";
import { defineOption, optionalText, textSchema } from "./option.ts";

/** Where the decision log goes. */
export type AuthLogSink =
  | { readonly kind: "off" }
  | { readonly kind: "stdout" }
  | { readonly kind: "file"; readonly path: string }
  | { readonly kind: "http"; readonly url: string };

/** Settings of the log of decisions. */
export const authLogOptions = {
  authLog: defineOption({
    flag: "--auth-log <sink>",
    env: "SLUICE_AUTH_LOG",
    help: "where decisions of the role authz are recorded, a line of JSON each: off, stdout, file:PATH (rotated at 100 MiB, ten are kept) or an http(s) URL that takes NDJSON",
    fallback: "off",
    schema: textSchema(readSink),
  }),
  authLogSample: defineOption({
    flag: "--auth-log-sample <share>",
    env: "SLUICE_AUTH_LOG_SAMPLE",
    help: "part of the requests that get in that is recorded, 0 to 1; who does not get in is recorded always",
    fallback: "1",
    schema: textSchema(readShare),
  }),
  authLogHeaders: defineOption({
    flag: "--auth-log-headers <names>",
    env: "SLUICE_AUTH_LOG_HEADERS",
    help: "request headers that are recorded, with commas between them",
    fallback: "",
    schema: textSchema(readHeaders),
  }),
  authLogMask: defineOption({
    flag: "--auth-log-mask <pointers>",
    env: "SLUICE_AUTH_LOG_MASK",
    help: "values of records that are masked, as JSON Pointers with commas between them, * for every member: /identity/subject,/request/headers/*",
    fallback: "",
    schema: textSchema(readMask),
  }),
  authLogSpill: defineOption({
    flag: "--auth-log-spill <folder>",
    env: "SLUICE_AUTH_LOG_SPILL",
    help: "folder where up to 1 GiB of records waits while the sink is down; without one 16 MiB wait in memory, and what finds no room is lost and counted",
    schema: optionalText,
  }),
  authLogTokenFile: defineOption({
    flag: "--auth-log-token-file <file>",
    env: "SLUICE_AUTH_LOG_TOKEN_FILE",
    help: "file with the bearer token for an http sink, read again each time",
    schema: optionalText,
  }),
} as const;

type Read<T> = { readonly value: T } | { readonly expected: string };

function readSink(text: string): Read<AuthLogSink> {
  if (text === "off" || text === "stdout") return { value: { kind: text } };
  if (/^file:./u.test(text)) return { value: { kind: "file", path: text.slice("file:".length) } };
  const url = /^https?:/u.test(text) && URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined) return { expected: "must be off, stdout, file:PATH or an http(s) URL" };
  if (url.username !== "" || url.password !== "") return { expected: "must not carry a password: put a token into --auth-log-token-file" };
  return { value: { kind: "http", url: text } };
}

function readShare(text: string): Read<number> {
  const share = /^(?:0|1|0?\.\d{1,9}|0\.0|1\.0)$/u.test(text) ? Number(text) : undefined;
  return share === undefined ? { expected: "must be a number from 0 to 1, for example 0.01" } : { value: share };
}

/** Headers that are credentials by their names. */
const secretHeaders: ReadonlySet<string> = new Set(["authorization", "proxy-authorization", "cookie"]);

function readHeaders(text: string): Read<readonly string[]> {
  const names = listOf(text).map((name) => name.toLowerCase());
  const secret = names.find((name) => secretHeaders.has(name));
  if (secret !== undefined) return { expected: `must not name ${secret}, which is a credential` };
  const isWrong = names.some((name) => !/^[!#$%&'*+.^_`|~0-9a-z-]+$/u.test(name));
  return isWrong ? { expected: "must be names of headers with commas between them" } : { value: names };
}

function readMask(text: string): Read<readonly string[]> {
  const pointers = listOf(text);
  return compileMask(pointers) === undefined
    ? { expected: "must be JSON Pointers with commas between them, for example /identity/subject" }
    : { value: pointers };
}

function listOf(text: string): readonly string[] {
  return text.split(",").flatMap((part) => (part.trim() === "" ? [] : [part.trim()]));
}
