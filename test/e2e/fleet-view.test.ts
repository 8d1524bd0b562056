import { beforeAll, expect, it } from "vitest";
import { freePort } from "../kit/binary/free-port.ts";
import { describeWith } from "../kit/binary/require.ts";
import { documents, route, service } from "../kit/stack/edge.ts";
import { startTestFleet, type TestFleet } from "../kit/stack/test-fleet.ts";
import { testAuthority } from "../kit/tls/certificates.ts";
import { certificateObject } from "../kit/tls/tls-objects.ts";

describeWith("what is told of a real Envoy", ["envoy"], () => {
  let fleet: TestFleet;
  let privateKey: string;

  beforeAll(async () => {
    const certificate = await (await testAuthority()).issue({ hostnames: ["shop.test"] });
    privateKey = certificate.privateKey;
    const https = { name: "https", port: await freePort(), protocol: "https", tls: { certificates: ["shop"] } };
    const secure = { kind: "Gateway", name: "secure", spec: { address: "127.0.0.1", listeners: [https] } };
    const routes = [route("r", [{ backends: [{ service: "s" }] }]), route("tls", [{ respond: { status: 200 } }], { parents: [{ name: "secure" }] })];
    fleet = await startTestFleet({ objects: documents(certificateObject("shop", certificate), secure, service("s", 9), ...routes) });
  });

  it("is who it is, what is built into it, and that it has everything", async () => {
    const node = await fleet.stack.port.node("edge-1", { resources: "exceptions", contents: false });
    expect(node).toMatchObject({ state: "connected", group: "edge", userAgent: "envoy", version: "1.40.0", revision: fleet.stack.fleet.snapshots.revision });
    expect(node?.connection?.streams).toMatchObject([{ scope: "ads", variant: "delta", unanswered: [] }]);
    expect(node?.connection?.extensions["envoy.filters.http"]).toContain("envoy.filters.http.router");
    expect(node?.connection?.resources).toEqual([]);
  });

  it("is every resource with its content, and no secret", async () => {
    const node = await fleet.stack.port.node("edge-1", { resources: "all", contents: true });
    const resources = node?.connection?.resources ?? [];
    expect(resources.filter(({ since }) => since === undefined)).toEqual([]);
    expect(resources.filter(({ state }) => state !== "acked")).toMatchObject([
      { type: "runtime", name: "sluice", state: "absent" },
      { type: "endpoint", name: "sluice_local", state: "absent" },
    ]);
    expect(resources.find(({ type }) => type === "cluster")).toMatchObject({ name: "default/s", content: { name: "default/s", type: "EDS" } });
    expect(resources.map(({ type, name }) => `${type} ${name}`)).toContain("virtual-host default/web/http/r.test");
    expect(resources.find(({ type }) => type === "secret")).toMatchObject({
      content: { tls_certificate: { private_key: { inline_bytes: expect.anything() as string } } },
    });
    const text = JSON.stringify(resources);
    expect(text).not.toContain(privateKey.slice(30, 60));
    expect(text).not.toContain(Buffer.from(privateKey).toString("base64").slice(40, 80));
  });

  it("is what it refuses, in its own words", async () => {
    const bad = { header: { key: ":path", value: "/" } };
    const target = { type: "route", name: "default/web/http" };
    const patch = [{ op: "add", path: "/virtual_hosts/0/request_headers_to_add", value: [bad] }];
    await fleet.write(documents({ kind: "EnvoyPatch", name: "bad", spec: { target, patch } }));
    await fleet.until("EnvoyPatch/bad", "Refused");
    const node = await fleet.stack.port.node("edge-1", { resources: "exceptions", contents: false });
    const refused = (node?.types ?? []).flatMap(({ type, refused: all }) => all.map(({ resource, message }) => `${type} ${resource}: ${message}`));
    expect(refused).toEqual([expect.stringMatching(/^virtual-host default\/web\/http\/r\.test: :-prefixed or host headers may not be modified/u)]);
    await fleet.remove("EnvoyPatch/bad");
    await fleet.untilFree();
  });

  it("is that it has gone", async () => {
    await fleet.envoy().stop();
    await expect.poll(async () => (await fleet.stack.port.node("edge-1", { resources: "all", contents: false }))?.state).toBe("unreachable");
    expect((await fleet.stack.port.node("edge-1", { resources: "all", contents: false }))?.connection).toBeUndefined();
  });
});
