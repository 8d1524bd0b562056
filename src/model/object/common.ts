import { z } from "zod";
import type { DeepReadonly } from "../../kit/deep-readonly.ts";
import { parseDuration } from "../../kit/duration.ts";
import { complaint, shown } from "../check/complaint.ts";
import type { Kind, ObjectKey } from "./object.ts";

/** One label of a DNS name, RFC 1123. */
const label = "[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?";
const dnsLabelPattern = new RegExp(`^${label}$`, "u");
const hostnamePattern = new RegExp(`^(?:\\*\\.)?${label}(?:\\.${label})*$`, "u");
const exactHostnamePattern = new RegExp(`^${label}(?:\\.${label})*$`, "u");
const amount = "\\d+(?:\\.\\d+)?";
const durationPattern = new RegExp(`^(?=\\d)(?:0|(?:${amount}d)?(?:${amount}h)?(?:${amount}m)?(?:${amount}s)?(?:${amount}ms)?)$`, "u");
const ipPattern = new RegExp(`${z.regexes.ipv4.source}|${z.regexes.ipv6.source}`, "u");

/** A text of a given form; `explain` says of a wrong one what it is and, after that, what would be right. */
export function formed(pattern: RegExp, explain: (value: string) => readonly [code: string, detail: string, hint?: string]) {
  return z.string().regex(pattern, { error: ({ input }) => complaint(...explain(String(input))) });
}

/** A DNS label: names of objects, listeners, rules, versions. At most 63 characters. */
export const dnsLabel = formed(dnsLabelPattern, (value) => [
  "INVALID_NAME",
  `Name ${shown(value)} is not a DNS label`,
  "Use 1 to 63 lower-case letters, digits and hyphens; start and end with a letter or digit",
]);

/** A hostname, exact or with `*` as its whole first label; lower case, without port. */
export const hostname = formed(hostnamePattern, (value) => ["INVALID_HOSTNAME", `Hostname ${shown(value)} is not valid`, explainHostname(value)]).max(253);

/** A hostname without wildcard. */
export const exactHostname = formed(exactHostnamePattern, (value) => [
  "INVALID_HOSTNAME",
  `Hostname ${shown(value)} is not valid`,
  value.startsWith("*.") ? "A wildcard cannot stand here" : explainHostname(value),
]).max(253);

/** An IPv4 or IPv6 address without brackets and port. */
export const ipAddress = formed(ipPattern, (value) => [
  "INVALID_ADDRESS",
  `Address ${shown(value)} is not an IP address`,
  "Write an IPv4 or IPv6 address; hostnames belong in endpoints.dns",
]);

/** A length of time as text: `200ms`, `1.5s`, `1h30m`. */
export const duration = formed(durationPattern, (value) => {
  const parsed = parseDuration(value);
  return ["INVALID_DURATION", "error" in parsed ? parsed.error : `Duration ${shown(value)} is not valid`];
});

/** Milliseconds of a duration that a schema let pass. */
export function durationMs(text: string): number {
  const parsed = parseDuration(text);
  return "ms" in parsed ? parsed.ms : Number.NaN;
}

/** A file or folder on another machine, without anything that could lead elsewhere: no `.` and `..`, no slash twice or at the end. */
export const absolutePath = formed(/^(?:\/(?!\.{1,2}(?:\/|$))[^/\0]+)+$/u, (value) => [
  "INVALID_FILE_PATH",
  `Path ${shown(value)} is not valid`,
  "Write an absolute path without . and .. and without a slash twice or at its end: /var/log/envoy/access.log",
]).max(4096);

/** A TCP or UDP port. */
export const port = z.int().min(1).max(65_535);

/** A share among weights; 0 gets nothing. */
export const weight = z.int().min(0).max(1_000_000);

/** Labels as objects carry and selectors name them. */
export const labels = z.record(
  formed(/^[A-Za-z0-9](?:[A-Za-z0-9._/-]{0,251}[A-Za-z0-9])?$/u, (value) => [
    "INVALID_LABEL",
    `Label name ${shown(value)} is not valid`,
    "Use letters, digits, '.', '_', '-' and '/'",
  ]),
  z.string().max(253),
);

const namespace = dnsLabel.describe("Namespace of the object; default: the own one.");

/** A reference: a name in the own namespace, or `{ name, namespace? }`. */
export const ref = z.union([dnsLabel, z.strictObject({ name: dnsLabel.describe("Name of the object."), namespace: namespace.exactOptional() })]);

/** A reference to an object of a kind that the place decides. */
export type Ref = DeepReadonly<z.output<typeof ref>>;

/** The key that a reference means when an object of `ownNamespace` makes it. */
export function refKey(reference: Ref, kind: Kind, ownNamespace: string): ObjectKey {
  if (typeof reference === "string") return { kind, namespace: ownNamespace, name: reference };
  return { kind, namespace: reference.namespace ?? ownNamespace, name: reference.name };
}

/** Who may use an object, beside its own namespace. */
export const allowedFrom = z.union([
  z.literal("all").describe("Every namespace."),
  z.strictObject({ namespaces: z.array(dnsLabel).describe("Namespaces that may use it, beside its own.") }),
]);

/** Who may use an object, beside its own namespace. */
export type AllowedFrom = DeepReadonly<z.output<typeof allowedFrom>>;

const parentKind = z.literal("Gateway", {
  error: ({ input }) =>
    input === "Service"
      ? complaint("NOT_IN_THIS_VERSION", "Parents of kind Service are not in this version", "Attach the route to a Gateway")
      : complaint("INVALID_VALUE", `Value ${shown(input)} is not a kind of parent`, "Write Gateway"),
});

/** What a route attaches to. */
export const parentRef = z.strictObject({
  kind: parentKind.default("Gateway").describe("Kind of the parent."),
  name: dnsLabel.describe("Name of the parent."),
  namespace: namespace.exactOptional(),
  section: dnsLabel.describe("One listener of the gateway; default: every listener that suits the route.").exactOptional(),
});

/** What a route attaches to. */
export type ParentRef = DeepReadonly<z.output<typeof parentRef>>;

/** A weighted target of a route. */
export const backend = z.strictObject({
  service: ref.describe("Service that gets the requests or connections."),
  version: dnsLabel.describe("One version of the service; default: all of its endpoints.").exactOptional(),
  weight: weight.default(1).describe("Share among the backends of the rule, 0 to 1000000; 0 gets nothing."),
});

/** A weighted target of a route. */
export type Backend = DeepReadonly<z.output<typeof backend>>;

/** Lowest TLS version that is accepted. */
export const tlsVersion = z.enum(["1.2", "1.3"]);

function explainHostname(value: string): string {
  if (value === "*") return "Leave the hostname out to mean every one";
  if (/[A-Z]/u.test(value)) return `Write it in lower case: ${value.toLowerCase()}`;
  if (value.includes(":")) return "A hostname has no port";
  if (value.includes("*")) return "A wildcard is the whole first label: *.example.com";
  return "Use labels of 1 to 63 lower-case letters, digits and hyphens, joined by dots: www.example.com";
}
