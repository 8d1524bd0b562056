import type { ShownObject } from "../../client/answers.ts";
import { getAtPointer } from "../../kit/json-pointer.ts";
import type { Kind } from "../../model/object/object.ts";

/** A column that only one kind has. */
export interface KindColumn {
  readonly header: string;
  readonly of: (object: ShownObject) => string;
}

/** What is worth a column, by kind. */
export const kindColumns: Readonly<Record<Kind, readonly KindColumn[]>> = {
  Gateway: [
    { header: "group", of: (object) => text(object, "/spec/nodeGroup") || "edge" },
    { header: "listeners", of: (object) => list(object, "/spec/listeners").map(listenerText).join(",") },
  ],
  Route: [
    { header: "hostnames", of: (object) => list(object, "/spec/hostnames").join(",") || "*" },
    { header: "parents", of: parentsOf },
    { header: "backends", of: backendsOf },
  ],
  StreamRoute: [{ header: "parents", of: parentsOf }],
  Service: [
    { header: "protocol", of: (object) => text(object, "/spec/protocol") || "http1" },
    { header: "endpoints", of: endpointsOf },
    { header: "versions", of: (object) => keys(object, "/spec/versions").join(",") },
  ],
  Instance: [
    { header: "service", of: (object) => nameOf(at(object, "/spec/service")) },
    { header: "address", of: (object) => `${text(object, "/spec/address")}:${text(object, "/spec/port")}` },
    { header: "health", of: (object) => text(object, "/spec/health") || "healthy" },
  ],
  Consumer: [
    { header: "groups", of: (object) => list(object, "/spec/groups").map(scalar).join(",") },
    { header: "plan", of: (object) => text(object, "/spec/plan") },
    { header: "credentials", of: (object) => keys(object, "/spec/credentials").join(",") },
  ],
  Revocation: [
    { header: "revokes", of: revokedOf },
    { header: "until", of: (object) => text(object, "/spec/until") },
  ],
  Certificate: [],
  Secret: [],
  TrustBundle: [],
  NodeGroup: [
    { header: "role", of: (object) => text(object, "/spec/role") || "edge" },
    {
      header: "admit",
      of: (object) =>
        list(object, "/spec/admit")
          .map((way) => (typeof way === "string" ? way : "mtls"))
          .join(",") || "token",
    },
  ],
  Policy: [
    {
      header: "targets",
      of: (object) =>
        list(object, "/spec/targets")
          .map((target) => `${memberText(target, "kind")}/${memberText(target, "name") || "*"}`)
          .join(","),
    },
  ],
  RateLimitDomain: [
    { header: "DOMAIN", of: (object) => text(object, "/spec/domain") },
    { header: "DESCRIPTORS", of: (object) => String(list(object, "/spec/descriptors").length) },
  ],
  EnvoyPatch: [],
};

/** One word for how an object fares: the first condition that does not hold, else the furthest that does. */
export function statusWord(object: ShownObject): string {
  const conditions = object.status?.conditions ?? [];
  const conflicted = conditions.find(({ type, status }) => type === "Conflicted" && status === "True");
  if (conflicted !== undefined) return "Conflicted";
  const expected = conditions.filter(({ type }) => type !== "Conflicted");
  const failing = expected.find(({ status }) => status === "False") ?? expected.find(({ status }) => status === "Unknown");
  if (failing !== undefined) return failing.reason;
  return expected.some(({ type }) => type === "Programmed") ? "Programmed" : (expected.at(-1)?.type ?? "-");
}

function revokedOf(object: ShownObject): string {
  const kind =
    ["token", "subject", "credential", "certificate", "consumer", "session", "login"].find((name) => at(object, `/spec/${name}`) !== undefined) ?? "";
  const names = ["", "/id", "/sha256", "/subject", "/providerSession", "/name"].map((field) => text(object, `/spec/${kind}${field}`));
  const whose = text(object, `/spec/${kind}/consumer`);
  return `${kind} ${names.find((name) => name !== "") ?? ""}${whose === "" ? "" : ` of ${whose}`}`.trim();
}

function endpointsOf(object: ShownObject): string {
  const dns = at(object, "/spec/endpoints/dns");
  if (dns !== undefined) return `dns:${memberText(dns, "hostname")}:${memberText(dns, "port")}`;
  if (at(object, "/spec/endpoints/registered") !== undefined) return "registered";
  return `${list(object, "/spec/endpoints/static").length} static`;
}

function parentsOf(object: ShownObject): string {
  return list(object, "/spec/parents")
    .map((parent) => memberText(parent, "name"))
    .join(",");
}

function backendsOf(object: ShownObject): string {
  const backends = list(object, "/spec/rules").flatMap((rule) => {
    const found = getAtPointer(rule, "/backends");
    return found.found && Array.isArray(found.value) ? (found.value as readonly unknown[]) : [];
  });
  return [...new Set(backends.map(backendText))].join(",");
}

function backendText(backend: unknown): string {
  const service = getAtPointer(backend, "/service");
  const version = memberText(backend, "version");
  const weight = memberText(backend, "weight");
  return `${nameOf(service.found ? service.value : undefined)}${version === "" ? "" : `/${version}`}${weight === "" ? "" : `=${weight}`}`;
}

function listenerText(listener: unknown): string {
  return `${memberText(listener, "protocol")}:${memberText(listener, "port")}`;
}

/** A reference is a name, or an object with one. */
function nameOf(reference: unknown): string {
  return typeof reference === "string" ? reference : memberText(reference, "name");
}

function at(object: ShownObject, pointer: string): unknown {
  const target = getAtPointer(object, pointer);
  return target.found ? target.value : undefined;
}

function text(object: ShownObject, pointer: string): string {
  return scalar(at(object, pointer));
}

function memberText(value: unknown, name: string): string {
  const target = getAtPointer(value, `/${name}`);
  return target.found ? scalar(target.value) : "";
}

function scalar(value: unknown): string {
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean" ? String(value) : "";
}

function list(object: ShownObject, pointer: string): readonly unknown[] {
  const value = at(object, pointer);
  return Array.isArray(value) ? (value as readonly unknown[]) : [];
}

function keys(object: ShownObject, pointer: string): readonly string[] {
  const value = at(object, pointer);
  return typeof value === "object" && value !== null ? Object.keys(value) : [];
}
