import { expect, it, onTestFinished } from "vitest";
import type { NodeResource } from "../../../src/admin/port/fleet.ts";
import { documents, route, service } from "../../kit/stack/edge.ts";
import { startStack, waitFor } from "../../kit/stack/stack.ts";
import { PickyProxy } from "../../kit/xds/picky-proxy.ts";

const table = "default/web/http";
const gateway = { kind: "Gateway", name: "web", spec: { address: "127.0.0.1", listeners: [{ name: "http", port: 10_000, protocol: "http" }] } };

function marked(name: string, mark: string): string {
  return documents(route(name, [{ backends: [{ service: "a" }], headers: { response: { set: { "x-mark": mark } } } }]));
}

it("tells of each resource since when it is wanted, and since when the proxy has it", async () => {
  const stack = await startStack();
  await stack.apply(documents({ kind: "NodeGroup", name: "edge", spec: {} }, gateway, service("a", 1)));
  await stack.apply(marked("still", "first"));
  await stack.apply(marked("moved", "first"));
  const proxy = new PickyProxy({ address: `127.0.0.1:${stack.discovery.port}`, id: "one", taste: () => undefined, routes: [table] });
  proxy.connect();
  onTestFinished(() => proxy.disconnect());
  await stack.settled();
  const of = async (name: string): Promise<NodeResource | undefined> => {
    const node = await stack.port.node("one", { resources: "all", contents: false });
    return node?.connection?.resources.find((resource) => resource.type === "virtual-host" && resource.name === `${table}/${name}.test`);
  };
  const first = await of("still");
  expect(first).toMatchObject({ state: "acked" });
  expect(Date.parse(first?.since ?? "")).toBeGreaterThanOrEqual(Date.parse(first?.wantedSince ?? ""));

  const changedAt = Date.now();
  await stack.apply(marked("moved", "second"));
  await waitFor(() => proxy.text(table).includes("second"), 5000, "the change");
  await stack.settled();
  const moved = await of("moved");
  expect(Date.parse(moved?.wantedSince ?? "")).toBeGreaterThanOrEqual(changedAt);
  expect(Date.parse(moved?.since ?? "")).toBeGreaterThanOrEqual(Date.parse(moved?.wantedSince ?? ""));
  expect(await of("still")).toEqual(first);
});
