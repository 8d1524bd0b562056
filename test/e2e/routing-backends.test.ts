import { beforeAll, expect, it } from "vitest";
import { ephemeralRecordKey, ephemeralRecordValue } from "../../src/admin/projection/ephemeral-record.ts";
import type { Json } from "../../src/kit/json.ts";
import { describeWith } from "../kit/binary/require.ts";
import { documents, type Edge, route, service, startEdge } from "../kit/stack/edge.ts";
import { type HttpBackend, startHttpBackend } from "../kit/traffic/http-backend.ts";
import { paced, tally } from "../kit/traffic/paced.ts";
import { readObjects } from "../kit/translate/translate.ts";

/** The record of an endpoint that registered itself. */
function instanceOf(name: string, { port }: HttpBackend): { readonly key: string; readonly value: Json } {
  const [object] = readObjects(documents({ kind: "Instance", name, spec: { service: "registered", address: "127.0.0.1", port } }));
  if (object === undefined) throw new Error("No instance");
  return { key: ephemeralRecordKey(object), value: ephemeralRecordValue(object) };
}

describeWith("which backend a real Envoy sends to", ["envoy"], () => {
  let edge: Edge;
  let v1: HttpBackend;
  let v2: HttpBackend;

  beforeAll(async () => {
    [v1, v2] = [await startHttpBackend("v1"), await startHttpBackend("v2")];
    edge = await startEdge();
    const endpoint = ({ name, port }: HttpBackend) => ({ address: "127.0.0.1", port, labels: { version: name } });
    const versions = { v1: { labels: { version: "v1" } }, v2: { labels: { version: "v2" } } };
    const split = { kind: "Service", name: "split", spec: { endpoints: { static: [endpoint(v1), endpoint(v2)] }, versions } };
    await edge.write(documents(split, service("one", v1.port), service("two", v2.port)));
  });

  async function shares(host: string, count: number): Promise<Record<string, number>> {
    return tally(await paced(count, async () => (await edge.ask(host)).backend ?? "none"));
  }

  it("is by weight: 90 to 10 within four and a half standard deviations over 1,000 requests", async () => {
    const backends = [
      { service: "split", version: "v1", weight: 90 },
      { service: "split", version: "v2", weight: 10 },
    ];
    await edge.write(documents(route("weights", [{ backends }])));
    const { v2: few = 0, ...others } = await shares("weights.test/", 1000);
    expect(others).toEqual({ v1: 1000 - few });
    expect(few).toBeGreaterThan(57);
    expect(few).toBeLessThan(143);
  });

  it("is never one of weight 0", async () => {
    const backends = [
      { service: "one", weight: 1 },
      { service: "two", weight: 0 },
    ];
    await edge.write(documents(route("zero", [{ backends }])));
    expect(await shares("zero.test/", 50)).toEqual({ v1: 50 });
  });

  it("is every endpoint of a service without version, and those of the version with one", async () => {
    const rules = [{ backends: [{ service: "split" }] }, { matches: [{ path: { prefix: "/v2" } }], backends: [{ service: "split", version: "v2" }] }];
    await edge.write(documents(route("versions", rules)));
    expect(Object.keys(await shares("versions.test/", 50)).sort()).toEqual(["v1", "v2"]);
    expect(await shares("versions.test/v2", 20)).toEqual({ v2: 20 });
  });

  it("is nobody for the share of a service that does not exist: it gets a 500", async () => {
    const backends = [
      { service: "one", weight: 50 },
      { service: "nowhere", weight: 50 },
    ];
    await edge.write(documents(route("dangling", [{ backends }])));
    const statuses = tally(await paced(100, async () => (await edge.ask("dangling.test/")).status));
    expect(Object.keys(statuses).sort()).toEqual(["200", "500"]);
    expect(statuses["500"]).toBeGreaterThan(20);
    expect(statuses["500"]).toBeLessThan(80);
    await edge.write(documents(service("nowhere", v2.port)));
    expect(Object.keys(await shares("dangling.test/", 50)).sort()).toEqual(["v1", "v2"]);
  });

  it("is nobody for a service of another namespace, until that one lets it in", async () => {
    const foreign = (fields: object) => ({ ...service("foreign", v2.port, fields), namespace: "team" });
    await edge.write(documents(foreign({}), route("border", [{ backends: [{ service: { name: "foreign", namespace: "team" } }] }])));
    expect((await edge.ask("border.test/")).status).toBe(500);
    await edge.write(documents(foreign({ allowedFrom: { namespaces: ["default"] } })));
    expect(await edge.ask("border.test/")).toMatchObject({ status: 200, backend: "v2" });
  });

  it("follows the endpoints, without a change of cluster or route", async () => {
    await edge.write(documents(service("moving", v1.port), route("moving", [{ backends: [{ service: "moving" }] }])));
    expect(await shares("moving.test/", 5)).toEqual({ v1: 5 });
    const before = await edge.envoy.admin.stats("cluster_manager.cluster_(added|modified)|rds.*config_reload$");
    await edge.write(documents(service("moving", v2.port)));
    expect(await shares("moving.test/", 5)).toEqual({ v2: 5 });
    expect(await edge.envoy.admin.stats("cluster_manager.cluster_(added|modified)|rds.*config_reload$")).toEqual(before);
  });

  it("is one that registered itself, and no longer one that left", async () => {
    const registered = { kind: "Service", name: "registered", spec: { endpoints: { registered: true } } };
    await edge.write(documents(registered, route("registered", [{ backends: [{ service: "registered" }] }])));
    const records = [instanceOf("first", v1), instanceOf("second", v2)];
    for (const { key, value } of records) await edge.stack.store.putRecord(key, value);
    await expect.poll(async () => Object.keys(await shares("registered.test/", 20)).sort()).toEqual(["v1", "v2"]);
    await edge.stack.store.deleteRecord(records[0]?.key ?? "");
    await expect.poll(() => shares("registered.test/", 10)).toEqual({ v2: 10 });
  });
});
