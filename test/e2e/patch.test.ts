import { once } from "node:events";
import { createServer } from "node:net";
import { beforeAll, expect, it, onTestFinished } from "vitest";
import { freePort } from "../kit/binary/free-port.ts";
import { describeWith } from "../kit/binary/require.ts";
import { documents, type Edge, route, service, startEdge } from "../kit/stack/edge.ts";
import { waitFor } from "../kit/stack/stack.ts";
import { type HttpBackend, startHttpBackend } from "../kit/traffic/http-backend.ts";

function patch(name: string, target: object, ...operations: readonly object[]): object {
  return { kind: "EnvoyPatch", name, spec: { target, patch: operations } };
}

describeWith("what a real Envoy gets by EnvoyPatch, and what it refuses", ["envoy"], () => {
  let edge: Edge;
  let backend: HttpBackend;

  beforeAll(async () => {
    backend = await startHttpBackend("echo");
    edge = await startEdge();
    await edge.write(documents(service("echo", backend.port), service("other", backend.port), route("all", [{ backends: [{ service: "echo" }] }])));
  });

  const findings = (yaml: string): string[] => edge.stack.check(yaml).flatMap(({ problems }) => problems.map(({ code, detail }) => `${code}: ${detail}`));
  const refused = () => edge.stack.discovery.nodes.list().flatMap((node) => node.refused);
  /** The first resource of a dump whose name is this. */
  const dumped = async (list: string, name: string): Promise<Record<string, unknown>> => {
    const { configs = [] } = await edge.envoy.admin.configDump(list);
    const found = configs.map(
      (config) => config["cluster"] ?? (config["active_state"] as Record<string, unknown> | undefined)?.["listener"] ?? config["route_config"] ?? config,
    );
    return (found as Record<string, unknown>[]).find((resource) => resource["name"] === name) ?? {};
  };

  it("is in force on a cluster, and gone with the patch", async () => {
    await edge.write(
      documents(patch("cluster", { type: "cluster", name: "default/echo" }, { op: "add", path: "/per_connection_buffer_limit_bytes", value: 12345 })),
    );
    expect(await dumped("dynamic_active_clusters", "default/echo")).toMatchObject({ per_connection_buffer_limit_bytes: 12345 });
    expect(await dumped("dynamic_active_clusters", "default/other")).not.toHaveProperty("per_connection_buffer_limit_bytes");
    await edge.remove("EnvoyPatch/cluster");
    await waitFor(
      async () => !("per_connection_buffer_limit_bytes" in (await dumped("dynamic_active_clusters", "default/echo"))),
      5000,
      "the end of the patch",
    );
  });

  it("is in force on a listener", async () => {
    const name = `tcp/127.0.0.1/${edge.port}`;
    await edge.write(documents(patch("listener", { type: "listener", name }, { op: "replace", path: "/per_connection_buffer_limit_bytes", value: 54321 })));
    expect(await dumped("dynamic_listeners", name)).toMatchObject({ per_connection_buffer_limit_bytes: 54321 });
  });

  it("is in force on a route table", async () => {
    const header = { header: { key: "x-patched", value: "yes" } };
    await edge.write(documents(patch("route", { type: "route", name: "default/web/http" }, { op: "add", path: "/response_headers_to_add", value: [header] })));
    expect(await dumped("dynamic_route_configs", "default/web/http")).toMatchObject({
      response_headers_to_add: [{ header: { key: "x-patched", value: "yes" } }],
    });
    expect((await edge.ask("all.test/")).headers).toMatchObject({ "x-patched": "yes" });
  });

  it("is reported and left out when it does not fit, or makes something invalid; other edits flow", async () => {
    const target = { type: "cluster", name: "default/echo" };
    const absent = documents(patch("absent", target, { op: "remove", path: "/nothing/here" }));
    const invalid = documents(patch("invalid", target, { op: "replace", path: "/connect_timeout", value: "soon" }));
    expect(findings(absent)).toEqual([expect.stringMatching(/^PATCH_DOES_NOT_FIT: Patch does not fit cluster default\/echo/u)]);
    expect(findings(invalid)).toEqual([expect.stringMatching(/^PATCH_INVALID: Patched cluster default\/echo is not valid/u)]);
    await edge.write(`${absent}---\n${invalid}---\n${documents(route("more", [{ backends: [{ service: "echo" }] }]))}`);
    expect((await edge.ask("more.test/")).status).toBe(200);
    expect(refused()).toEqual([]);
    await edge.remove("EnvoyPatch/absent", "EnvoyPatch/invalid");
  });

  it("is refused in Envoy's words, keeps what was in force, lets other edits flow, and is cleared by the fix", async () => {
    await edge.write(documents(patch("bad", { type: "cluster", name: "default/echo" }, { op: "add", path: "/lb_policy", value: "CLUSTER_PROVIDED" })));
    await waitFor(() => refused().length > 0, 5000, "the refusal");
    expect(refused()).toMatchObject([{ type: "cluster", name: "default/echo", detail: expect.stringContaining("default/echo") }]);
    expect((await edge.ask("all.test/")).status).toBe(200);
    await edge.write(documents(service("later", backend.port), route("later", [{ backends: [{ service: "later" }] }])));
    expect((await edge.ask("later.test/")).status).toBe(200);
    await edge.remove("EnvoyPatch/bad");
    await waitFor(() => refused().length === 0, 5000, "the end of the refusal");
    expect((await edge.ask("all.test/")).status).toBe(200);
  });

  it("refuses a listener on a port that another program has; others open, and another port clears it", async () => {
    const holder = createServer().listen({ port: 0, host: "127.0.0.1", exclusive: true });
    onTestFinished(() => void holder.close());
    await once(holder, "listening");
    const { port: taken } = holder.address() as { port: number };
    const gateway = (port: number): string =>
      documents({ kind: "Gateway", name: "taken", spec: { address: "127.0.0.1", listeners: [{ name: "http", port, protocol: "http" }] } });
    await edge.write(`${gateway(taken)}---\n${documents(route("beside", [{ respond: { status: 204 } }]))}`);
    await waitFor(() => refused().length > 0, 5000, "the refusal");
    expect(refused()).toMatchObject([{ type: "listener", name: `tcp/127.0.0.1/${taken}`, detail: expect.stringContaining("Address already in use") }]);
    expect((await edge.ask("beside.test/")).status).toBe(204);
    holder.close();
    await once(holder, "close");
    await edge.write(gateway(await freePort()));
    await waitFor(() => refused().length === 0, 5000, "the end of the refusal");
  });
});
