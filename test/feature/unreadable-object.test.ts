import { expect, it } from "vitest";
import { startStack, waitFor } from "../kit/stack/stack.ts";

const base = `
kind: NodeGroup
name: edge
spec: {}
---
kind: Gateway
name: web
spec: { listeners: [{ name: http, port: 8080, protocol: http }] }
---
kind: Service
name: good
spec: { endpoints: { static: [{ address: 127.0.0.1, port: 9001 }] } }
---
kind: Route
name: good
spec: { parents: [{ name: web }], rules: [{ backends: [{ service: good }] }] }
`;

it("goes on for everybody else when an object cannot be read", async () => {
  const stack = await startStack();
  await stack.apply(base);
  const unreadable = { kind: "Service", name: "future", namespace: "default", labels: {}, spec: { endpoints: { constellation: "orion" } } } as const;
  const result = await stack.store.commit({
    writes: [{ kind: "put", object: unreadable, expected: "absent" }],
    author: "newer",
    reason: "",
    at: new Date().toISOString(),
  });
  if (result.kind !== "committed") throw new Error("Conflict");
  await waitFor(() => stack.fleet.snapshots.revision === result.revision, 5000, "the revision of the unreadable object");
  await stack.apply(base.replace("port: 9001", "port: 9002"));
  const bytes = stack.fleet.snapshots.view("edge|envoy").current.types.endpoint.get("default/good")?.bytes;
  expect(Buffer.from(bytes ?? []).includes(Buffer.from([0x18, 0xaa, 0x46]))).toBe(true);
});
