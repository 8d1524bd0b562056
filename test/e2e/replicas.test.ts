import { join } from "node:path";
import { expect, it } from "vitest";
import { startEtcd } from "../kit/binary/etcd.ts";
import { freePorts } from "../kit/binary/free-port.ts";
import { describeWith } from "../kit/binary/require.ts";
import { tempFolder } from "../kit/binary/temp-folder.ts";
import { accessLogArguments, accessLogText } from "../kit/load/access-log.ts";
import { startLoad } from "../kit/load/load.ts";
import { gateway } from "../kit/objects/gateway.ts";
import { nodeGroup } from "../kit/objects/others.ts";
import { route } from "../kit/objects/route.ts";
import { service } from "../kit/objects/service.ts";
import { attachEnvoy, newPlace, nodeToken, replicaArguments, type ServedProgram, type ServePlace, startServe } from "../kit/program/serve-program.ts";
import { waitFor } from "../kit/stack/stack.ts";
import { startHttpBackend } from "../kit/traffic/http-backend.ts";
import { send } from "../kit/traffic/http-request.ts";

const groups = ["east", "west"] as const;

/** Which replica holds the stream of each proxy that is connected. */
async function holders(program: ServedProgram): Promise<Record<string, string | undefined>> {
  return Object.fromEntries((await program.nodes()).filter(({ state }) => state === "connected").map(({ id, replica }) => [id, replica]));
}

interface Replica {
  readonly id: string;
  readonly program: ServedProgram;
}

/** They share the folder of their keys. */
async function twoPlaces(): Promise<readonly [ServePlace, ServePlace]> {
  const first = await newPlace();
  return [first, await newPlace(first.folder)];
}

async function startReplicas([first, second]: readonly [ServePlace, ServePlace], etcdUrl: string): Promise<readonly [Replica, Replica]> {
  const start = async (id: string, place: ServePlace): Promise<Replica> => ({
    id,
    program: await startServe(place, replicaArguments(place, id, etcdUrl)),
  });
  return [await start("one", first), await start("two", second)];
}

/** The route of both gateways; every answer carries the mark. */
function marked(mark: string) {
  return route("all")
    .with({ parents: groups.map((name) => ({ name })) })
    .prefix("/", "b", { headers: { response: { set: { "x-edit": mark } } } });
}

function marks(ports: readonly number[]): Promise<readonly unknown[]> {
  return Promise.all(ports.map(async (port) => (await send({ port })).headers["x-edit"]));
}

describeWith("two replicas on etcd", ["envoy", "etcd-safe"], () => {
  it("serve each other's edits; when one is killed, its proxies move and are sent nothing", async () => {
    const etcd = await startEtcd({ safe: true });
    const backend = await startHttpBackend("b");
    backend.server.keepAliveTimeout = 600_000;
    const ports = await freePorts(2);
    const logs = await tempFolder("load");
    const accessLogs = groups.map((group) => join(logs, group));
    const places = await twoPlaces();
    const replicas = await startReplicas(places, etcd.url);
    const [one, two] = replicas;
    await one.program.apply([
      service("b", backend.port),
      marked("first"),
      ...groups.flatMap((group, index) => [
        nodeGroup(group, { logFolders: [logs] }),
        gateway(group)
          .with({ nodeGroup: group, address: "127.0.0.1", accessLog: { to: { file: accessLogs[index] as string }, text: accessLogText } })
          .http(ports[index] as number),
      ]),
    ]);
    const envoys = await Promise.all(
      groups.map(async (group) =>
        attachEnvoy(group, { cluster: group, token: await nodeToken(one.program, group), replicas: places, args: accessLogArguments }),
      ),
    );
    const load = startLoad({ targets: ports.map((port) => ({ port, path: "/" })), perSecond: 100, accessLogs });

    // An edit through either replica is on both proxies, wherever they hang.
    for (const { id, program } of replicas) {
      await program.apply([marked(id)]);
      await waitFor(async () => (await marks(ports)).every((mark) => mark === id), 2000, `the edit through ${id}`);
    }
    for (const { id, program } of replicas) await waitFor(async () => Object.keys(await holders(program)).length === 2, 5000, `${id} to know of both proxies`);
    const held = await holders(one.program);
    expect(await holders(two.program)).toEqual(held);

    const [victim, survivor] = held["east"] === one.id ? [one, two] : [two, one];
    const sentBefore = await survivor.program.metric("sluice_xds_resources_total");
    await victim.program.kill();
    const moved = JSON.stringify({ east: survivor.id, west: survivor.id });
    await waitFor(async () => JSON.stringify(await holders(survivor.program)) === moved, 10_000, "the proxies to move");
    const answered = load.answered;
    await waitFor(() => load.answered > answered + 100, 10_000, "load after the move");
    expect(await survivor.program.metric("sluice_xds_resources_total")).toBe(sentBefore);

    const { rollout } = await survivor.program.apply([marked("last")], { waitMs: 10_000 });
    expect(rollout).toMatchObject({ acked: 2, pending: [], refused: [] });
    expect(await survivor.program.metric("sluice_xds_resources_total")).toBe(sentBefore + 2);
    expect(await marks(ports)).toEqual(["last", "last"]);
    expect(await load.stop()).toMatchObject({ failures: [] });
    await Promise.all([...envoys.map((envoy) => envoy.stop()), survivor.program.stop()]);
    await etcd.stop();
  });
});
