import { expect, it } from "vitest";
import { describeWith } from "../kit/binary/require.ts";
import { documents, type Edge, route, service, startEdge } from "../kit/stack/edge.ts";
import { waitFor } from "../kit/stack/stack.ts";
import { startHttpBackend } from "../kit/traffic/http-backend.ts";

const fault = "type.googleapis.com/envoy.extensions.filters.http.fault.v3.HTTPFault";

/** A patch that puts a filter in front of the listener's chain, whose configuration comes by ECDS. */
function slot({ port }: Edge, fields: object = {}): object {
  const config_discovery = { config_source: { ads: {}, resource_api_version: "V3" }, type_urls: [fault], ...fields };
  const path = "/filter_chains/0/filters/0/typed_config/http_filters/0";
  const patch = [{ op: "add", path, value: { name: "swap", config_discovery } }];
  return { kind: "EnvoyPatch", name: "slot", spec: { target: { type: "listener", name: `tcp/127.0.0.1/${port}` }, patch } };
}

/** A patch that makes the configuration: every request is answered with this status. */
function abortWith(status: number, more: object = {}): object {
  const value = { "@type": fault, abort: { http_status: status, percentage: { numerator: 100 } }, ...more };
  return { kind: "EnvoyPatch", name: "swap", spec: { target: { type: "extension", name: "swap" }, patch: [{ op: "add", path: "/typed_config", value }] } };
}

async function edgeWithSlot(variant: "delta" | "sotw", ...objects: readonly object[]): Promise<Edge> {
  const backend = await startHttpBackend("echo");
  const edge = await startEdge({ variant });
  await edge.write(documents(service("echo", backend.port), route("all", [{ backends: [{ service: "echo" }] }])));
  await waitFor(async () => (await edge.ask("all.test/").catch(() => undefined))?.status === 200, 5000, "the first answer");
  await edge.write(documents(slot(edge), ...objects));
  return edge;
}

describeWith("filter configurations over ECDS on a real Envoy", ["envoy"], () => {
  it.each(["delta", "sotw"] as const)("are swapped without an update of the listener (%s)", async (variant) => {
    const edge = await edgeWithSlot(variant, abortWith(503));
    await waitFor(async () => (await edge.ask("all.test/")).status === 503, 5000, "the filter");
    const before = await edge.envoy.admin.stat("listener_manager.listener_modified");
    await edge.write(documents(abortWith(429)));
    await waitFor(async () => (await edge.ask("all.test/")).status === 429, 5000, "the other configuration");
    expect(await edge.envoy.admin.stat("listener_manager.listener_modified")).toBe(before);
  });

  it.each(["delta", "sotw"] as const)("that Envoy refuses leave the last good one in force (%s)", async (variant) => {
    const edge = await edgeWithSlot(variant, abortWith(503));
    await waitFor(async () => (await edge.ask("all.test/")).status === 503, 5000, "the filter");
    const wrongType = { "@type": "type.googleapis.com/envoy.extensions.filters.http.buffer.v3.Buffer", max_request_bytes: 100 };
    const target = { type: "extension", name: "swap" };
    await edge.write(documents({ kind: "EnvoyPatch", name: "swap", spec: { target, patch: [{ op: "add", path: "/typed_config", value: wrongType }] } }));
    const refused = edge.stack.discovery.nodes.list().flatMap((node) => node.refused);
    expect(refused).toMatchObject([{ type: "extension", name: "swap" }]);
    expect(refused[0]?.detail).toContain("filter config has type URL");
    expect((await edge.ask("all.test/")).status).toBe(503);
    await edge.write(documents(abortWith(429)));
    await waitFor(async () => (await edge.ask("all.test/")).status === 429, 5000, "the fix");
    expect(edge.stack.discovery.nodes.list().flatMap((node) => node.refused)).toEqual([]);
  });

  it.each(["delta", "sotw"] as const)("that are taken away stay as long as a listener asks for them (%s)", async (variant) => {
    const edge = await edgeWithSlot(variant, abortWith(503));
    await waitFor(async () => (await edge.ask("all.test/")).status === 503, 5000, "the filter");
    await edge.remove("EnvoyPatch/swap");
    expect((await edge.ask("all.test/")).status).toBe(503);
    expect(await edge.envoy.admin.stat("extension_config_discovery.http_filter.swap.config_fail")).toBe(0);
    await edge.remove("EnvoyPatch/slot");
    await waitFor(async () => (await edge.ask("all.test/")).status === 200, 5000, "the listener without the filter");
    await edge.write(documents(slot(edge), abortWith(429)));
    await waitFor(async () => (await edge.ask("all.test/").catch(() => undefined))?.status === 429, 5000, "the filter once more");
  });

  it("that are not there are told to be absent, so that a listener with a default opens at once", async () => {
    const fields = { default_config: { "@type": fault }, apply_default_config_without_warming: true };
    const edge = await edgeWithSlot("delta");
    await edge.write(documents(slot(edge, fields)));
    await waitFor(async () => (await edge.ask("all.test/").catch(() => undefined))?.status === 200, 5000, "the default");
    await edge.write(documents(abortWith(429)));
    await waitFor(async () => (await edge.ask("all.test/")).status === 429, 5000, "the configuration");
  });

  it("without a configuration are no resource, and the patch is told so", async () => {
    const edge = await startEdge();
    const empty = {
      kind: "EnvoyPatch",
      name: "swap",
      spec: { target: { type: "extension", name: "swap" }, patch: [{ op: "test", path: "/name", value: "swap" }] },
    };
    const problems = edge.stack.check(documents(empty)).flatMap(({ problems: found }) => found.map(({ code, pointer }) => [code, pointer]));
    expect(problems).toEqual([["ENVOY_WOULD_REFUSE", "/spec/patch"]]);
  });
});
