import { expect, test } from "vitest";
import { instance, service } from "../../../test/kit/objects/service.ts";
import type { JsonObject } from "../../kit/json.ts";
import { createModel } from "../model.ts";

const model = createModel([]);

function verdict(input: JsonObject): readonly string[] {
  const result = model.parse(input);
  return result.kind === "parsed" ? [] : result.problems.map(({ code, pointer }) => `${code} ${pointer}`);
}

const web = service("web", 8080);

test.each<[string, JsonObject, readonly string[]]>([
  ["static endpoints", web.written(), []],
  ["no endpoint yet", service("web").written(), []],
  ["DNS", web.dns("db.internal", 5432, { refresh: "30s" }).written(), []],
  ["registered endpoints", web.registered().versions("v1", "v2").written(), []],
  ["registered: false", web.with({ endpoints: { registered: false } }).written(), ["INVALID_VALUE /spec/endpoints/registered"]],
  ["two sources", web.with({ endpoints: { registered: true, static: [] } }).written(), ["CONFLICTING_FIELDS /spec/endpoints"]],
  ["no source", web.with({ endpoints: {} }).written(), ["MISSING_FIELD /spec/endpoints"]],
  ["an IPv6 endpoint", service("web").endpoints({ address: "::1", port: 1 }).written(), []],
  ["one endpoint twice", service("web", 80, 81, 80).written(), ["DUPLICATE_ENDPOINT /spec/endpoints/static/2"]],
  ["a weight of 0", service("web").endpoints({ address: "10.0.0.1", port: 80, weight: 0 }).written(), ["OUT_OF_RANGE /spec/endpoints/static/0/weight"]],
  ["versions by DNS", web.dns("db.internal", 1).versions("v1").written(), ["FIELD_NOT_ALLOWED /spec/versions"]],
  ["a version that selects by nothing", web.with({ versions: { v1: { labels: {} } } }).written(), ["MISSING_FIELD /spec/versions/v1/labels"]],
  ["a version with a wrong name", web.with({ versions: { V1: { labels: { version: "v1" } } } }).written(), ["INVALID_NAME /spec/versions/V1"]],
  ["no time to connect", web.with({ connectTimeout: "0s" }).written(), ["OUT_OF_RANGE /spec/connectTimeout"]],
  ["a refresh of less than a millisecond", web.dns("a.b", 1, { refresh: "0.5ms" }).written(), ["OUT_OF_RANGE /spec/endpoints/dns/refresh"]],
  ["TLS", web.with({ tls: { sni: "a.example.com", trust: "ca", certificate: { name: "c", namespace: "n" } } }).written(), []],
  ["TLS over UDP", web.with({ protocol: "udp", tls: {} }).written(), ["FIELD_NOT_ALLOWED /spec/tls"]],
  [
    "names that nobody checks",
    web.with({ tls: { trust: "none", subjectAltNames: [{ exact: "a" }] } }).written(),
    ["CONFLICTING_FIELDS /spec/tls/subjectAltNames"],
  ],
  ["an odd allowedFrom", web.with({ allowedFrom: "everyone" }).written(), ["INVALID_VALUE /spec/allowedFrom"]],
  ["an instance", instance("a", "web", 80).written(), []],
  [
    "an instance of its own namespace, said aloud",
    instance("a", "web", 80)
      .with({ service: { name: "web", namespace: "default" } })
      .written(),
    [],
  ],
  [
    "an instance of another namespace's service",
    instance("a", "web", 80)
      .with({ service: { name: "web", namespace: "shop" } })
      .written(),
    ["NOT_ALLOWED /spec/service"],
  ],
])("%s", (_, input, problems) => {
  expect(verdict(input)).toEqual(problems);
});
