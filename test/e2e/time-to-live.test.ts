import { expect, it } from "vitest";
import { freePort } from "../kit/binary/free-port.ts";
import { describeWith } from "../kit/binary/require.ts";
import { documents, type Edge, route, service, startEdge } from "../kit/stack/edge.ts";
import { waitFor } from "../kit/stack/stack.ts";
import { startHttpBackend } from "../kit/traffic/http-backend.ts";
import { send } from "../kit/traffic/http-request.ts";
import { paced, tally } from "../kit/traffic/paced.ts";

const fault = "type.googleapis.com/envoy.extensions.filters.http.fault.v3.HTTPFault";
const manager = "/filter_chains/0/filters/0/typed_config";
const overAds = { ads: {}, resource_api_version: "V3" };

function patch(name: string, target: { readonly type: string; readonly name: string }, fields: object): object {
  return { kind: "EnvoyPatch", name, spec: { target, ...fields } };
}

/** A filter that answers requests with the header `x-fault` by 418, from an extension that is forgotten; what comes then is written down. */
function forgetfulFault({ port }: Edge): readonly object[] {
  const config_discovery = { config_source: overAds, type_urls: [fault], default_config: { "@type": fault } };
  const value = { "@type": fault, abort: { http_status: 418, percentage: { numerator: 100 } }, headers: [{ name: "x-fault", present_match: true }] };
  return [
    patch(
      "slot",
      { type: "listener", name: `tcp/127.0.0.1/${port}` },
      { patch: [{ op: "add", path: `${manager}/http_filters/0`, value: { name: "swap", config_discovery } }] },
    ),
    patch("swap", { type: "extension", name: "swap" }, { ttl: "2s", patch: [{ op: "add", path: "/typed_config", value }] }),
  ];
}

/** The listener `scoped` chooses its table by the header `x-tenant`, by a scoped route that is forgotten. */
function forgetfulScope(port: number): readonly object[] {
  const fragments = [{ header_value_extractor: { name: "x-tenant", element_separator: ",", index: 0 } }];
  const value = { name: "tenants", scope_key_builder: { fragments }, rds_config_source: overAds, scoped_rds: { scoped_rds_config_source: overAds } };
  const scope = [
    { op: "add", path: "/route_configuration_name", value: "default/web/http" },
    { op: "add", path: "/key", value: { fragments: [{ string_key: "red" }] } },
  ];
  const byTenant = [
    { op: "remove", path: `${manager}/rds` },
    { op: "add", path: `${manager}/scoped_routes`, value },
  ];
  return [
    patch("by-tenant", { type: "listener", name: `tcp/127.0.0.1/${port}` }, { patch: byTenant }),
    patch("tenant", { type: "scoped-route", name: "red" }, { ttl: "2s", patch: scope }),
  ];
}

const touch = (path: string): object => ({ ttl: "2s", patch: [{ op: "add", path, value: 40_000 }] });

describeWith("resources with a time to live on a real Envoy", ["envoy"], () => {
  it("stay while the control plane is there, and are forgotten without it", async () => {
    const backend = await startHttpBackend("echo");
    const [other, scoped] = [await freePort(), await freePort()];
    const edge = await startEdge({ listeners: [`name: other, port: ${other}, protocol: http`, `name: scoped, port: ${scoped}, protocol: http`] });
    await edge.write(
      documents(
        service("lasting", backend.port),
        service("mortal", backend.port),
        route("lasting", [{ backends: [{ service: "lasting" }] }]),
        route("mortal", [{ backends: [{ service: "mortal" }] }]),
        ...forgetfulFault(edge),
        ...forgetfulScope(scoped),
        patch("other", { type: "listener", name: `tcp/127.0.0.1/${other}` }, touch("/per_connection_buffer_limit_bytes")),
        patch("mortal", { type: "cluster", name: "default/mortal" }, touch("/per_connection_buffer_limit_bytes")),
      ),
    );
    const status = (host: string, headers: Record<string, string> = {}, port = edge.port): Promise<number> =>
      send({ port, host, headers }).then(
        (answer) => answer.status,
        () => 0,
      );
    const all = async (): Promise<string> => {
      const answers = await Promise.all([
        status("lasting.test"),
        status("mortal.test"),
        status("lasting.test", { "x-fault": "yes" }),
        status("lasting.test", { "x-tenant": "red" }, scoped),
        status("lasting.test", {}, other),
      ]);
      return answers.join(" ");
    };
    const alive = "200 200 418 200 200";
    await waitFor(async () => (await all()) === alive, 5000, "everything");
    // Two lifetimes and more.
    expect(tally(await paced(50, all, 10))).toEqual({ [alive]: 50 });
    await edge.stack.discovery.close();
    await waitFor(async () => (await all()) === "200 500 200 404 0", 10_000, "what is forgotten");
  });
});
