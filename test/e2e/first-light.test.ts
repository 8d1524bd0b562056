import { expect, it } from "vitest";
import { freePort } from "../kit/binary/free-port.ts";
import { describeWith } from "../kit/binary/require.ts";
import { startStack, waitFor } from "../kit/stack/stack.ts";
import { startHttpBackend } from "../kit/traffic/http-backend.ts";
import { send } from "../kit/traffic/http-request.ts";

describeWith("a route through a real Envoy", ["envoy"], () => {
  it.each(["delta", "sotw"] as const)("is live after it was written, and gone after it was deleted (%s)", async (variant) => {
    const stack = await startStack();
    const port = await freePort();
    const [v1, v2] = [await startHttpBackend("v1"), await startHttpBackend("v2")];
    await stack.apply(`
kind: NodeGroup
name: edge
spec: {}
---
kind: Gateway
name: web
spec: { address: 127.0.0.1, listeners: [{ name: http, port: ${port}, protocol: http }] }
`);
    await stack.node("edge-1", { variant });
    await waitFor(async () => (await send({ port, path: "/hello" }).catch(() => undefined))?.status === 404, 10_000, "the listener");
    const objects = (weight: number) => `
kind: Service
name: hello
spec:
  endpoints: { static: [{ address: 127.0.0.1, port: ${v1.port}, labels: { version: v1 } }, { address: 127.0.0.1, port: ${v2.port}, labels: { version: v2 } }] }
  versions: { v1: { labels: { version: v1 } }, v2: { labels: { version: v2 } } }
---
kind: Route
name: hello
spec:
  parents: [{ name: web }]
  rules: [{ matches: [{ path: { prefix: /hello } }], backends: [{ service: hello, version: v1, weight: ${100 - weight} }, { service: hello, version: v2, weight: ${weight} }] }]
`;
    await stack.apply(objects(0));
    await stack.settled();
    expect(await send({ port, path: "/hello" })).toMatchObject({ status: 200, backend: "v1" });
    await stack.apply(objects(100));
    await stack.settled();
    expect(await send({ port, path: "/hello" })).toMatchObject({ status: 200, backend: "v2" });
    await stack.remove({ kind: "Route", namespace: "default", name: "hello" });
    await stack.settled();
    expect(await send({ port, path: "/hello" })).toMatchObject({ status: 404 });
  });
});
