import { expect, it } from "vitest";
import { freePort } from "../kit/binary/free-port.ts";
import { describeWith } from "../kit/binary/require.ts";
import { documents, type Edge, service, startEdge } from "../kit/stack/edge.ts";
import { waitFor } from "../kit/stack/stack.ts";
import { startHttpBackend } from "../kit/traffic/http-backend.ts";

const overAds = { ads: {}, resource_api_version: "V3" };

/** A patch that makes the listener `http` choose its route table by the header `x-tenant`, from scoped routes that travel by themselves. */
function byTenant({ port }: Edge): object {
  const path = "/filter_chains/0/filters/0/typed_config";
  const scopes = {
    name: "tenants",
    scope_key_builder: { fragments: [{ header_value_extractor: { name: "x-tenant", element_separator: ",", index: 0 } }] },
    rds_config_source: overAds,
    scoped_rds: { scoped_rds_config_source: overAds },
  };
  const patch = [
    { op: "remove", path: `${path}/rds` },
    { op: "add", path: `${path}/scoped_routes`, value: scopes },
  ];
  return { kind: "EnvoyPatch", name: "by-tenant", spec: { target: { type: "listener", name: `tcp/127.0.0.1/${port}` }, patch } };
}

/** A patch that makes a scoped route: requests of this tenant go by that listener's table. */
function tenant(name: string, listener: string): object {
  const patch = [
    { op: "add", path: "/route_configuration_name", value: `default/web/${listener}` },
    { op: "add", path: "/key", value: { fragments: [{ string_key: name }] } },
  ];
  return { kind: "EnvoyPatch", name: `tenant-${name}`, spec: { target: { type: "scoped-route", name }, patch } };
}

function tableOf(listener: string, backend: string): object {
  return { kind: "Route", name: `of-${listener}`, spec: { parents: [{ name: "web", section: listener }], rules: [{ backends: [{ service: backend }] }] } };
}

describeWith("scoped routes on a real Envoy", ["envoy"], () => {
  it.each(["delta", "sotw"] as const)("choose the table of a request by a header, and come and go by themselves (%s)", async (variant) => {
    const [a, b] = [await startHttpBackend("a"), await startHttpBackend("b")];
    const edge = await startEdge({ variant, listeners: [`name: other, port: ${await freePort()}, protocol: http`] });
    await edge.write(documents(service("a", a.port), service("b", b.port), tableOf("http", "a"), tableOf("other", "b")));
    await edge.write(documents(byTenant(edge), tenant("red", "http")));
    const ask = async (of: string): Promise<string | number> => {
      const { status, backend } = await edge.ask("any.test/", { headers: { "x-tenant": of } });
      return status === 200 ? (backend ?? "") : status;
    };
    await waitFor(async () => (await ask("red").catch(() => undefined)) === "a", 5000, "the first tenant");
    expect(await ask("blue")).toBe(404);
    const modified = await edge.envoy.admin.stat("listener_manager.listener_modified");
    await edge.write(documents(tenant("blue", "other")));
    await waitFor(async () => (await ask("blue")) === "b", 5000, "the second tenant");
    expect(await ask("red")).toBe("a");
    await edge.remove("EnvoyPatch/tenant-red");
    await waitFor(async () => (await ask("red")) === 404, 5000, "the end of the first tenant");
    expect(await ask("blue")).toBe("b");
    expect(await edge.envoy.admin.stat("listener_manager.listener_modified")).toBe(modified);
  });
});
