import { expect, test } from "vitest";
import { gateway } from "../../../test/kit/objects/gateway.ts";
import type { JsonObject } from "../../kit/json.ts";
import { createModel } from "../model.ts";

const model = createModel([]);

function verdict(...listeners: JsonObject[]): readonly string[] {
  const result = model.parse(gateway("g").with({ listeners }).written());
  return result.kind === "parsed" ? [] : result.problems.map(({ code, pointer }) => `${code} ${pointer.replace("/spec/listeners", "")}`);
}

const tls = { certificates: ["c"] };
const passthrough = { mode: "passthrough" };

test.each<[string, JsonObject[], readonly string[]]>([
  ["http", [{ name: "a", port: 80, protocol: "http" }], []],
  ["https", [{ name: "a", port: 443, protocol: "https", tls }], []],
  ["https without tls", [{ name: "a", port: 443, protocol: "https" }], ["MISSING_FIELD /0/tls"]],
  ["https without certificate", [{ name: "a", port: 443, protocol: "https", tls: {} }], ["MISSING_FIELD /0/tls/certificates"]],
  ["http with tls", [{ name: "a", port: 80, protocol: "http", tls }], ["FIELD_NOT_ALLOWED /0/tls"]],
  ["tcp with http settings", [{ name: "a", port: 80, protocol: "tcp", http: {} }], ["FIELD_NOT_ALLOWED /0/http"]],
  ["tcp with a hostname", [{ name: "a", port: 80, protocol: "tcp", hostname: "a.example.com" }], ["FIELD_NOT_ALLOWED /0/hostname"]],
  ["udp with PROXY protocol", [{ name: "a", port: 80, protocol: "udp", proxyProtocol: true }], ["FIELD_NOT_ALLOWED /0/proxyProtocol"]],
  ["tls passed through", [{ name: "a", port: 443, protocol: "tls", tls: passthrough }], []],
  ["https passed through", [{ name: "a", port: 443, protocol: "https", tls: passthrough }], ["FIELD_NOT_ALLOWED /0/tls/mode"]],
  [
    "passthrough with what only termination uses",
    [{ name: "a", port: 443, protocol: "tls", tls: { ...passthrough, certificates: ["c"], clientCa: "ca", alpn: ["h2"] } }],
    ["FIELD_NOT_ALLOWED /0/tls/certificates", "FIELD_NOT_ALLOWED /0/tls/clientCa", "FIELD_NOT_ALLOWED /0/tls/alpn"],
  ],
  [
    "a client certificate without authority",
    [{ name: "a", port: 443, protocol: "https", tls: { ...tls, clientCertificate: "optional" } }],
    ["MISSING_FIELD /0/tls/clientCa"],
  ],
  [
    "HTTP/2 offered and not allowed",
    [{ name: "a", port: 443, protocol: "https", tls: { ...tls, alpn: ["h2"] }, http: { http2: false } }],
    ["CONFLICTING_FIELDS /0/tls/alpn"],
  ],
  [
    "a selector without labels",
    [{ name: "a", port: 80, protocol: "http", allowedRoutes: { from: { labels: {} } } }],
    ["MISSING_FIELD /0/allowedRoutes/from/labels"],
  ],
  [
    "two names",
    [
      { name: "a", port: 80, protocol: "http" },
      { name: "a", port: 81, protocol: "http" },
    ],
    ["DUPLICATE_NAME /1/name"],
  ],
  [
    "one port twice",
    [
      { name: "a", port: 80, protocol: "http" },
      { name: "b", port: 80, protocol: "http", hostname: "b.example.com" },
    ],
    ["PORT_CLASH /1/port"],
  ],
  [
    "one port for TCP and UDP",
    [
      { name: "a", port: 53, protocol: "tcp" },
      { name: "b", port: 53, protocol: "udp" },
    ],
    [],
  ],
  [
    "TLS with different names on one port",
    [
      { name: "a", port: 443, protocol: "https", tls, hostname: "a.example.com" },
      { name: "b", port: 443, protocol: "tls", tls: passthrough, hostname: "*.example.com" },
      { name: "c", port: 443, protocol: "https", tls },
    ],
    [],
  ],
  [
    "TLS with one name on one port",
    [
      { name: "a", port: 443, protocol: "https", tls, hostname: "a.example.com" },
      { name: "b", port: 443, protocol: "https", tls, hostname: "a.example.com" },
    ],
    ["PORT_CLASH /1/port"],
  ],
  [
    "PROXY protocol for half of a port",
    [
      { name: "a", port: 443, protocol: "https", tls, hostname: "a.example.com" },
      { name: "b", port: 443, protocol: "https", tls, hostname: "b.example.com", proxyProtocol: true },
    ],
    ["PORT_CLASH /1/port"],
  ],
  [
    "two faults at once, and one of them of a schema",
    [
      { name: "a", port: 0, protocol: "http" },
      { name: "a", port: 443, protocol: "https" },
    ],
    ["OUT_OF_RANGE /0/port", "MISSING_FIELD /1/tls", "DUPLICATE_NAME /1/name"],
  ],
])("%s", (_, listeners, problems) => {
  expect(verdict(...listeners)).toEqual(problems);
});
