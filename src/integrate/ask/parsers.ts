import { parseDuration } from "../../kit/duration.ts";
import { type ListenAddress, parseListenAddress } from "../../kit/listen-address.ts";
import { nearestName } from "../../kit/nearest-name.ts";
import type { Parsed } from "./ask.ts";

/** `HOST:PORT` of something that is connected to. */
export function address(text: string): Parsed<ListenAddress> {
  const parsed = parseListenAddress(text);
  if ("code" in parsed || parsed.port === 0 || text.startsWith(":"))
    return { expected: `must be HOST:PORT, for example sluice.example.com:18001, not ${JSON.stringify(text)}` };
  return { value: parsed };
}

/** A DNS label, as names of Kubernetes' objects are. */
export function dnsLabel(text: string): Parsed<string> {
  if (/^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/u.test(text)) return { value: text };
  return { expected: `must be 1 to 63 lower-case letters, digits and hyphens, not ${JSON.stringify(text)}` };
}

/** A policy's name, alone or with its namespace. */
export function policyName(text: string): Parsed<string> {
  if (text.split("/").length <= 2 && text.split("/").every((part) => "value" in dnsLabel(part))) return { value: text };
  return { expected: `must be NAME or NAMESPACE/NAME of a Policy, not ${JSON.stringify(text)}` };
}

/** A host name in lower case, as virtual hosts and certificates have it. */
export function hostname(text: string): Parsed<string> {
  if (text.length <= 253 && /^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)*[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/u.test(text)) return { value: text };
  return { expected: `must be a host name in lower case, not ${JSON.stringify(text)}` };
}

/** `NAME:PORT` of a Service of Kubernetes. */
export function serviceAndPort(text: string): Parsed<{ readonly name: string; readonly port: number }> {
  const [name = "", digits = ""] = text.split(":");
  const port = /^\d{1,5}$/u.test(digits) ? Number(digits) : 0;
  if ("value" in dnsLabel(name) && port >= 1 && port <= 65_535) return { value: { name, port } };
  return { expected: `must be NAME:PORT of a Service, for example orders:80, not ${JSON.stringify(text)}` };
}

/** A port of TCP: 1 to 65535. */
export function port(text: string): Parsed<number> {
  const value = /^\d{1,5}$/u.test(text) ? Number(text) : 0;
  return value >= 1 && value <= 65_535 ? { value } : { expected: `must be a port of 1 to 65535, not ${JSON.stringify(text)}` };
}

/** Bytes of a body; the service takes messages of 4 MiB, which have the headers, too. */
export function bodyBytes(text: string): Parsed<number> {
  const value = /^\d{1,7}$/u.test(text) ? Number(text) : 0;
  return value >= 1 && value <= 3_145_728 ? { value } : { expected: `must be a number of bytes of 1 to 3145728, not ${JSON.stringify(text)}` };
}

/** A length of time, in milliseconds, of at least 1. */
export function time(text: string): Parsed<number> {
  const parsed = parseDuration(text);
  if ("ms" in parsed && Number.isSafeInteger(parsed.ms) && parsed.ms >= 1) return { value: parsed.ms };
  return { expected: `must be a length of time of 1 ms or more, for example 50ms, not ${JSON.stringify(text)}` };
}

/** Any text that stays on one line. */
export function words(text: string): Parsed<string> {
  return /^[\x21-\x7e]+$/u.test(text) ? { value: text } : { expected: `must be printable characters without spaces, not ${JSON.stringify(text)}` };
}

/** One of some words; a near miss is told which was meant. */
export function oneOf<const Word extends string>(known: readonly Word[]): (text: string) => Parsed<Word> {
  return (text) => {
    const found = known.find((word) => word === text);
    if (found !== undefined) return { value: found };
    const meant = nearestName(text, known);
    return { expected: `must be ${known.join(" or ")}, not ${JSON.stringify(text)}${meant === undefined ? "" : `: did you mean ${meant}?`}` };
  };
}

/** `key=value`, a label of Kubernetes or of a registry. */
export function label(text: string): Parsed<readonly [key: string, value: string]> {
  const match = /^(?<key>[A-Za-z0-9][\w./-]{0,252})=(?<value>[\w.-]{0,63})$/u.exec(text);
  if (match?.groups === undefined) return { expected: `must be KEY=VALUE, for example app=orders, not ${JSON.stringify(text)}` };
  return { value: [match.groups["key"] ?? "", match.groups["value"] ?? ""] };
}
