import { beforeAll, expect, it } from "vitest";
import { documents } from "../stack/edge.ts";
import { type Stack, startStack } from "../stack/stack.ts";
import { startGrpcBackend } from "../traffic/grpc-backend.ts";
import { startBootstrapped, type XdsClient } from "../traffic/xds-client/xds-client.ts";
import { fileNamed, generateWith } from "./generate-with.ts";

const name = "echo.mesh.test";

/** What `sluice integrate grpc` writes carries calls of a client: its bootstrap there, its objects here. */
export function itCarriesCalls(command: () => Promise<readonly [string, ...string[]]>): void {
  let stack: Stack;
  let client: XdsClient;

  beforeAll(async () => {
    stack = await startStack();
    const backends = [await startGrpcBackend("one"), await startGrpcBackend("two")];
    const places = ["--discovery", `127.0.0.1:${stack.discovery.port}`, ...backends.flatMap(({ port }) => ["--backend", `127.0.0.1:${port}`])];
    const output = await generateWith("grpc", ["--node", "client-1", "--name", name, ...places]);
    await stack.apply(documents(...fileNamed(output, "objects.yaml").documents));
    client = await startBootstrapped(name, fileNamed(output, "bootstrap.json").documents[0] ?? {}, await command());
  }, 1_200_000);

  it("carries calls to every server, and refuses nothing", async () => {
    await expect.poll(async () => Object.keys(await client.call("/test.Echo/Say", 20)).sort(), { timeout: 20_000 }).toEqual(["one:hello", "two:hello"]);
    expect(stack.discovery.nodes.list()).toMatchObject([{ node: { id: "client-1" }, state: "connected", refused: [] }]);
  });

  it("is told at once when the name is gone", async () => {
    await stack.remove({ kind: "Gateway", namespace: "default", name: "echo-mesh-test" });
    await expect.poll(async () => Object.keys(await client.call("/test.Echo/Say"))[0], { timeout: 20_000 }).toMatch(/^error 14: /u);
  });
}
