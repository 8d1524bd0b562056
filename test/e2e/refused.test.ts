import { once } from "node:events";
import { createServer } from "node:net";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { ShownCondition } from "../../src/client/answers.ts";
import type { ObjectKey } from "../../src/model/object/object.ts";
import type { Envoy } from "../kit/binary/envoy.ts";
import { freePorts } from "../kit/binary/free-port.ts";
import { describeWith } from "../kit/binary/require.ts";
import { gateway } from "../kit/objects/gateway.ts";
import { envoyPatch, nodeGroup } from "../kit/objects/others.ts";
import { route } from "../kit/objects/route.ts";
import { service } from "../kit/objects/service.ts";
import { attachEnvoy, newPlace, nodeToken, type ServedProgram, startServe } from "../kit/program/serve-program.ts";
import { waitFor } from "../kit/stack/stack.ts";
import { startHttpBackend } from "../kit/traffic/http-backend.ts";
import { send } from "../kit/traffic/http-request.ts";

let program: ServedProgram;
let envoy: Envoy;

async function programmed(kind: ObjectKey["kind"], name: string): Promise<ShownCondition | undefined> {
  const namespace = kind === "EnvoyPatch" ? "" : "default";
  const shown = await program.client.get({ kind, namespace, name }, { status: true });
  return shown?.status?.conditions.find(({ type }) => type === "Programmed");
}

async function untilProgrammed(kind: ObjectKey["kind"], name: string, reason: string): Promise<ShownCondition | undefined> {
  await waitFor(async () => (await programmed(kind, name))?.reason === reason, 10_000, `${kind} ${name} to be ${reason}`);
  return programmed(kind, name);
}

/** What the table of nodes says that the proxy refuses. */
async function refusals(): Promise<readonly string[]> {
  const [node] = await program.nodes();
  return (node?.types ?? []).flatMap(({ type, refused }) => refused.map(({ resource, message }) => `${type} ${resource}: ${message}`));
}

describeWith("an object that Envoy refuses", ["envoy"], () => {
  let good = 0;
  let taken = 0;
  let free = 0;

  beforeAll(async () => {
    [good = 0, taken = 0, free = 0] = await freePorts(3);
    const backend = await startHttpBackend("b");
    const place = await newPlace();
    program = await startServe(place, ["--store", "memory"]);
    await program.apply([
      nodeGroup("edge"),
      gateway("good").with({ address: "127.0.0.1" }).http(good),
      service("b", backend.port),
      service("other", backend.port),
      edited("before"),
      route("to-other", "good").prefix("/other", "other"),
    ]);
    envoy = await attachEnvoy("edge-1", { token: await nodeToken(program), replicas: [place] });
  });

  afterAll(async () => {
    await envoy.stop();
    await program.stop();
  });

  function edited(mark: string) {
    return route("all", "good").prefix("/", "b", { headers: { response: { set: { "x-edit": mark } } } });
  }

  async function expectOthersFlow(mark: string): Promise<void> {
    const { rollout } = await program.apply([edited(mark)], { waitMs: 10_000 });
    // What the proxy refuses of others does not count.
    expect(rollout).toMatchObject({ acked: 1, pending: [], refused: [] });
    expect((await send({ port: good })).headers["x-edit"]).toBe(mark);
    expect(await untilProgrammed("Route", "all", "Programmed")).toMatchObject({ status: "True" });
    expect(await untilProgrammed("Gateway", "good", "Programmed")).toMatchObject({ status: "True" });
  }

  it("for a port that is in use on the node says so with Envoy's words, and another port clears it", async () => {
    const blocker = createServer().listen(taken, "127.0.0.1");
    await once(blocker, "listening");
    const words = new RegExp(`cannot bind '127\\.0\\.0\\.1:${taken}': Address already in use`, "u");
    const { rollout } = await program.apply([gateway("bad").with({ address: "127.0.0.1" }).http(taken), route("on-bad", "bad").prefix("/", "b")], {
      waitMs: 10_000,
    });
    expect(rollout).toMatchObject({ refused: [{ node: "edge-1", type: "listener", message: expect.stringMatching(words) as string }] });
    expect(await untilProgrammed("Gateway", "bad", "Refused")).toMatchObject({
      status: "False",
      message: expect.stringMatching(words) as string,
      nodes: ["edge-1"],
    });
    expect(await refusals()).toEqual([expect.stringMatching(words)]);

    await expectOthersFlow("while a port is taken");
    expect(await programmed("Gateway", "bad")).toMatchObject({ reason: "Refused" });

    await program.apply([gateway("bad").with({ address: "127.0.0.1" }).http(free)], { waitMs: 10_000 });
    expect(await untilProgrammed("Gateway", "bad", "Programmed")).toMatchObject({ status: "True" });
    expect(await refusals()).toEqual([]);
    expect((await send({ port: free })).status).toBe(200);
    await new Promise((resolve) => blocker.close(resolve));
  });

  it("for an extension that Envoy does not have says so on the patch, keeps the last good cluster, and clears with the patch", async () => {
    const policy = { name: "test.nowhere", typedConfig: { "@type": "type.googleapis.com/google.protobuf.Struct", value: {} } };
    const patch = envoyPatch("odd", {
      target: { type: "cluster", name: "default/other" },
      patch: [
        { op: "add", path: "/loadBalancingPolicy", value: { policies: [{ typedExtensionConfig: policy }] } },
        { op: "add", path: "/lbPolicy", value: "LOAD_BALANCING_POLICY_CONFIG" },
      ],
    });
    const words = /didn't find a registered load balancer factory implementation for cluster: 'default\/other' with names from \[test\.nowhere\]/u;
    const { rollout } = await program.apply([patch], { waitMs: 10_000 });
    expect(rollout).toMatchObject({ refused: [{ node: "edge-1", type: "cluster", resource: "default/other", message: expect.any(String) as string }] });
    expect(rollout?.refused[0]?.message).toMatch(words);
    const condition = await untilProgrammed("EnvoyPatch", "odd", "Refused");
    expect(condition).toMatchObject({ status: "False", nodes: ["edge-1"] });
    expect(condition?.message).toMatch(words);
    expect((await send({ port: good, path: "/other" })).status).toBe(200);

    await expectOthersFlow("while a patch is refused");

    await program.client.batch([{ method: "delete", key: { kind: "EnvoyPatch", name: "odd" } }], { force: "test", waitMs: 10_000 });
    await waitFor(async () => (await refusals()).length === 0, 10_000, "the refusal to be over");
    expect(await untilProgrammed("Service", "other", "Programmed")).toMatchObject({ status: "True" });
    expect((await send({ port: good, path: "/other" })).status).toBe(200);
  });
});
