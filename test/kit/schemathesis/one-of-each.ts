import type { JsonObject } from "../../../src/kit/json.ts";
import { kinds } from "../../../src/model/object/object.ts";
import { startAdmin, type TestAdmin } from "../admin/start-admin.ts";
import { gateway } from "../objects/gateway.ts";
import { ObjectBuilder } from "../objects/object-builder.ts";
import { certificate, envoyPatch, nodeGroup, policy, secret, trustBundle } from "../objects/others.ts";
import { route, streamRoute } from "../objects/route.ts";
import { instance, service } from "../objects/service.ts";
import { selfSigned } from "../tls/certificates.ts";

/** Parameters that lead to these objects, so that the requests get further than 404: a `schemathesis.toml`. */
export const toWhatIsThere = `
[parameters]
"path.namespace" = "default"
"path.name" = "hello"
"path.revision" = 1
"path.code" = "NOT_FOUND"
"query.revision" = 1
"query.from" = 0
"query.to" = 1
"query.namespace" = "default"
`;

/** A server that has one object of every kind. */
export async function startFilledAdmin(): Promise<TestAdmin> {
  const test = await startAdmin();
  const answer = await test.request("POST", "/v1/import", { body: { objects: await oneOfEach() } });
  if (answer.status !== 200) throw new Error(`Objects of the test are refused: ${answer.text}`);
  return test;
}

/** An object of every kind, all called `hello`, in the namespace `default`. */
async function oneOfEach(): Promise<readonly JsonObject[]> {
  const pair = await selfSigned({ hostnames: ["www.example.com"] });
  const objects: readonly ObjectBuilder[] = [
    gateway("hello").http(8080),
    route("hello", "hello").hostnames("www.example.com").prefix("/", "hello"),
    streamRoute("hello", "hello").backend("hello"),
    service("hello", 9000),
    instance("hello", "hello", 9001),
    certificate("hello", pair),
    secret("hello", { password: "correct horse" }),
    trustBundle("hello", pair.chain),
    nodeGroup("hello"),
    policy("hello", { kind: "Route", name: "hello" }, { timeout: { request: "5s" } }),
    new ObjectBuilder("Consumer", "hello", { credentials: { key: { apiKey: { value: "correct-horse-battery" } } } }),
    new ObjectBuilder("Revocation", "hello", { consumer: "hello" }),
    new ObjectBuilder("RateLimitDomain", "hello", { domain: "hello", descriptors: [{ key: "caller", rate_limit: { unit: "second", requests_per_unit: 5 } }] }),
    envoyPatch("hello", { target: { type: "cluster", name: "hello" }, patch: [{ op: "remove", path: "/name" }] }),
  ];
  const written = objects.map((object) => object.written());
  const missing = kinds.filter((kind) => written.every((object) => object["kind"] !== kind));
  if (missing.length > 0) throw new Error(`No object of kind ${missing.join(", ")}`);
  return written;
}
