import { onTestFinished } from "vitest";
import { keyText } from "../../../src/model/object/object.ts";
import { documents, route, service } from "../stack/edge.ts";
import { type Stack, waitFor } from "../stack/stack.ts";
import { PickyProxy, type Taste } from "../xds/picky-proxy.ts";

/** Name of the gateway's route table. */
export const table = "default/web/http";

/** Refuses whatever has this text in it. */
export function refuses(text: string, words: string): Taste {
  return ({ bytes }) => (Buffer.from(bytes).includes(text) ? words : undefined);
}

/** A route whose answers carry a mark; all of them are for one hostname. */
export function marked(name: string, mark: string): object {
  const rule = { matches: [{ path: { prefix: `/${name}` } }], backends: [{ service: "a" }], headers: { response: { set: { "x-mark": mark } } } };
  return route(name, [rule], { hostnames: ["shop.test"] });
}

/** The gateway `web`, with further fields of its spec. */
export function gateway(fields: object = {}): object {
  return { kind: "Gateway", name: "web", spec: { address: "127.0.0.1", listeners: [{ name: "http", port: 10_000, protocol: "http" }], ...fields } };
}

/** A gateway with two routes, `r1` and `r2`, and two services, `a` and `b`. */
export const twoRoutes = documents(
  { kind: "NodeGroup", name: "edge", spec: {} },
  gateway(),
  service("a", 1),
  service("b", 2),
  marked("r1", "first"),
  marked("r2", "first"),
);

/** Connects a proxy, which ends with the test. */
export function connectPicky({ discovery }: Stack, id: string, taste: Taste): PickyProxy {
  const proxy = new PickyProxy({ address: `127.0.0.1:${discovery.port}`, id, taste, routes: [table] });
  proxy.connect();
  onTestFinished(() => proxy.disconnect());
  return proxy;
}

/** Waits until a proxy has a mark. */
export async function has(proxy: PickyProxy, mark: string): Promise<void> {
  await waitFor(() => proxy.text(table).includes(mark), 5000, `${proxy.id} to have ${mark}`);
}

/** Waits until these are held back, and nothing else: `object/KEY`, or a resource as a whole, `VIEW/TYPE/NAME`. */
export async function untilHeldBack({ port }: Stack, keys: readonly string[]): Promise<void> {
  const heldBack = (): readonly string[] =>
    port.quarantines().flatMap(({ holds, view, type, name, objects }) => {
      return holds === "object" ? objects.map(({ object }) => `object/${keyText(object)}`) : [`${view}/${type}/${name}`];
    });
  await waitFor(() => JSON.stringify(heldBack()) === JSON.stringify(keys), 5000, `records of ${keys.join(", ")}`);
}
