import { expect, it } from "vitest";
import { freePort } from "../kit/binary/free-port.ts";
import { describeWith } from "../kit/binary/require.ts";
import { SkippingClock } from "../kit/skipping-clock.ts";
import { documents, route } from "../kit/stack/edge.ts";
import { waitFor } from "../kit/stack/stack.ts";
import { startTestFleet, type TestFleet } from "../kit/stack/test-fleet.ts";
import { testAuthority } from "../kit/tls/certificates.ts";
import { shownFor } from "../kit/tls/handshake.ts";
import { certificateObject } from "../kit/tls/tls-objects.ts";

const variants = ["delta", "sotw"] as const;

function patch(name: string, target: object, ...operations: readonly object[]): object {
  return { kind: "EnvoyPatch", name, spec: { target, patch: operations } };
}

function answering(name: string, mark: string): object {
  return route(name, [{ respond: { status: 200, headers: { "x-mark": mark } } }]);
}

/** What Envoy refuses is named, and stays so when every replica and the proxy start anew. */
async function expectNamed(
  fleet: TestFleet,
  culprit: `${string}/${string}`,
  { pointer, words }: { readonly pointer: string; readonly words: RegExp },
): Promise<void> {
  await fleet.until(culprit, "Refused");
  await waitFor(() => fleet.programmed(culprit)?.author !== undefined, 10_000, "the author");
  expect(fleet.programmed(culprit)).toMatchObject({ status: "False", pointer, author: "test", nodes: ["edge-1"] });
  expect(fleet.programmed(culprit)?.message).toMatch(words);
}

async function expectOthersFlow(fleet: TestFleet, mark: string): Promise<void> {
  await fleet.write(documents(answering("other", mark)));
  expect((await fleet.ask("other.test/")).headers["x-mark"]).toBe(mark);
}

describeWith("what a real Envoy refuses beside clusters, endpoints, listeners and routes", ["envoy"], () => {
  it.each(variants)("is a certificate: the one before is shown, and the next good one ends it (%s)", async (variant) => {
    const [authority, port] = [await testAuthority(), await freePort()];
    const certificate = async (commonName: string, mustStaple = false): Promise<object> =>
      certificateObject("shop", await authority.issue({ hostnames: ["shop.test"], commonName, mustStaple }));
    const https = { name: "https", port, protocol: "https", tls: { certificates: ["shop"] } };
    const secure = { kind: "Gateway", name: "secure", spec: { address: "127.0.0.1", listeners: [https] } };
    const tls = route("tls", [{ respond: { status: 200 } }], { parents: [{ name: "secure" }], hostnames: ["shop.test"] });
    const fleet = await startTestFleet({ variant, objects: documents(await certificate("first"), secure, tls, answering("other", "first")) });
    const shown = (): Promise<string> => shownFor(port, "shop.test").catch(() => "none");
    await waitFor(async () => (await shown()) === "first", 5000, "the listener");

    const said = { pointer: "/spec", words: /OCSP response is required for must-staple certificate/u };
    await fleet.write(documents(await certificate("stapled", true)));
    await expectNamed(fleet, "Certificate/shop", said);
    await expectOthersFlow(fleet, "beside it");
    expect(await shown()).toBe("first");
    await fleet.restartNode();
    await waitFor(async () => (await shown()) === "first", 5000, "the last good certificate on a proxy that started anew");
    await fleet.restartReplica();
    await fleet.restartNode();
    await expectNamed(fleet, "Certificate/shop", said);
    await waitFor(async () => (await shown()) === "first", 5000, "the last good certificate after both");
    await expectOthersFlow(fleet, "after both");

    await fleet.write(documents(await certificate("second")));
    await fleet.untilFree();
    await waitFor(async () => (await shown()) === "second", 5000, "the fix");
    expect(await fleet.until("Certificate/shop", "Programmed")).toMatchObject({ status: "True" });
  });

  it.each(variants)("is a filter's configuration: the one before stays (%s)", async (variant) => {
    const fault = "type.googleapis.com/envoy.extensions.filters.http.fault.v3.HTTPFault";
    const swap = (value: object): object => patch("swap", { type: "extension", name: "swap" }, { op: "add", path: "/typed_config", value });
    const abortWith = (status: number): object => swap({ "@type": fault, abort: { http_status: status, percentage: { numerator: 100 } } });
    const fleet = await startTestFleet({ variant, objects: documents(answering("other", "first")) });
    const filter = { name: "swap", config_discovery: { config_source: { ads: {}, resource_api_version: "V3" }, type_urls: [fault] } };
    const path = "/filter_chains/0/filters/0/typed_config/http_filters/0";
    const slot = patch("slot", { type: "listener", name: `tcp/127.0.0.1/${fleet.port}` }, { op: "add", path, value: filter });
    const untilStatus = async (status: number): Promise<void> =>
      waitFor(async () => (await fleet.ask("other.test/").catch(() => undefined))?.status === status, 5000, `status ${status}`);
    await fleet.write(documents(slot, abortWith(503)));
    await untilStatus(503);

    await fleet.write(documents(swap({ "@type": "type.googleapis.com/envoy.extensions.filters.http.buffer.v3.Buffer", max_request_bytes: 100 })));
    const said = { pointer: "/spec/patch/0/value", words: /filter config has type URL/u };
    await expectNamed(fleet, "EnvoyPatch/swap", said);
    await fleet.restartReplica();
    await fleet.restartNode();
    await untilStatus(503);
    await expectNamed(fleet, "EnvoyPatch/swap", said);

    await fleet.write(documents(abortWith(429)));
    await untilStatus(429);
    await fleet.untilFree();
  });

  it.each(variants)("is a scoped route: the others stay (%s)", async (variant) => {
    const overAds = { ads: {}, resource_api_version: "V3" };
    const tenant = (name: string, key: string): object =>
      patch(
        `tenant-${name}`,
        { type: "scoped-route", name },
        { op: "add", path: "/route_configuration_name", value: "default/web/http" },
        { op: "add", path: "/key", value: { fragments: [{ string_key: key }] } },
      );
    const fleet = await startTestFleet({ variant, objects: documents(answering("other", "first")) });
    const path = "/filter_chains/0/filters/0/typed_config";
    const scopes = {
      name: "tenants",
      scope_key_builder: { fragments: [{ header_value_extractor: { name: "x-tenant", element_separator: ",", index: 0 } }] },
      rds_config_source: overAds,
      scoped_rds: { scoped_rds_config_source: overAds },
    };
    const byTenant = patch(
      "by-tenant",
      { type: "listener", name: `tcp/127.0.0.1/${fleet.port}` },
      { op: "remove", path: `${path}/rds` },
      { op: "add", path: `${path}/scoped_routes`, value: scopes },
    );
    const statusFor = async (of: string): Promise<number | undefined> =>
      (await fleet.ask("other.test/", { headers: { "x-tenant": of } }).catch(() => undefined))?.status;
    await fleet.write(documents(byTenant, tenant("red", "red"), tenant("blue", "blue")));
    await waitFor(async () => (await statusFor("red")) === 200 && (await statusFor("blue")) === 200, 5000, "the tenants");

    await fleet.write(documents(tenant("blue", "red")));
    const said = { pointer: "/spec/patch/1/value/fragments/0/string_key", words: /scope key conflicts found, first scope is 'red'|scope key conflict/u };
    await expectNamed(fleet, "EnvoyPatch/tenant-blue", said);
    expect([await statusFor("red"), await statusFor("blue")]).toEqual([200, 200]);
    await fleet.restartReplica();
    await fleet.restartNode();
    await waitFor(async () => (await statusFor("red")) === 200 && (await statusFor("blue")) === 200, 5000, "the tenants after both");
    await expectNamed(fleet, "EnvoyPatch/tenant-blue", said);

    await fleet.write(documents(tenant("blue", "green")));
    await waitFor(async () => (await statusFor("green")) === 200, 5000, "the fix");
    await fleet.untilFree();
  });
});

describeWith("a port that is in use on one of two nodes", ["envoy"], () => {
  it.each(variants)("is that node's matter, which gets the listener when the port is free: the other one has it (%s)", async (variant) => {
    const [port, other] = [await freePort(), await freePort()];
    // Processes of one machine share a port; like this, who comes first has it.
    const alone = patch("alone", { type: "listener", name: `tcp/127.0.0.1/${port}` }, { op: "add", path: "/enable_reuse_port", value: false });
    const quarantineClock = new SkippingClock(10_000);
    const fleet = await startTestFleet({ variant, quarantineClock, objects: documents(answering("other", "first")) });
    const second = (at: number): object => ({
      kind: "Gateway",
      name: "second",
      spec: { address: "127.0.0.1", listeners: [{ name: "http", port: at, protocol: "http" }] },
    });
    await fleet.write(documents(second(port), alone));
    const words = /cannot bind '127\.0\.0\.1:\d+': Address already in use/u;
    await fleet.startNode("edge-2");
    expect(await fleet.until("Gateway/second", "Refused")).toMatchObject({ nodes: ["edge-2"], message: expect.stringMatching(words) as string });
    const listening = async (id: string): Promise<number> =>
      Object.keys(await fleet.envoy(id).admin.listeners()).filter((name) => name.endsWith(`/${port}`)).length;
    expect([await listening("edge-1"), await listening("edge-2")]).toEqual([1, 0]);
    expect(fleet.stack.port.quarantines()).toMatchObject([{ holds: "resource", type: "listener", scope: "nodes", nodes: ["edge-2"] }]);
    await expectOthersFlow(fleet, "beside it");
    await fleet.restartReplica();
    await expectOthersFlow(fleet, "after a restart of the replica");
    expect(fleet.programmed("Gateway/second")).toMatchObject({ reason: "Refused", nodes: ["edge-2"] });
    expect([await listening("edge-1"), await listening("edge-2")]).toEqual([1, 0]);

    // Nothing tells that a port is free: it is tried again, in vain as long as it is not.
    await waitFor(() => quarantineClock.waits().join() === "15000", 5000, "the first wait");
    quarantineClock.skip();
    await waitFor(() => quarantineClock.waits().join() === "30000", 10_000, "the second wait");
    expect([await listening("edge-1"), await listening("edge-2")]).toEqual([1, 0]);
    await fleet.stopNode("edge-1");
    quarantineClock.skip();
    await fleet.untilFree();
    await waitFor(async () => (await listening("edge-2")) === 1, 5000, "the listener");
    await waitFor(() => quarantineClock.waits().length === 0, 5000, "nothing to be tried any more");
    await fleet.startNode("edge-1");
    await fleet.until("Gateway/second", "Refused");
    expect(fleet.programmed("Gateway/second")).toMatchObject({ nodes: ["edge-1"] });

    await fleet.write(documents(second(other)));
    await fleet.remove("EnvoyPatch/alone");
    await fleet.untilFree();
    expect(await fleet.until("Gateway/second", "Programmed")).toMatchObject({ message: "In force on 2 proxies" });
  });
});
