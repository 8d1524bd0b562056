import { join } from "node:path";
import { monitorEventLoopDelay } from "node:perf_hooks";
import { expect } from "vitest";
import { graphConditions } from "../../../src/main/fleet/conditions.ts";
import { keyOf } from "../../../src/model/object/object.ts";
import type { Envoy } from "../binary/envoy.ts";
import { freePorts } from "../binary/free-port.ts";
import { tempFolder } from "../binary/temp-folder.ts";
import { type Stack, startStack, waitFor } from "../stack/stack.ts";
import { testAuthority } from "../tls/certificates.ts";
import { startHttpBackend } from "../traffic/http-backend.ts";
import { send } from "../traffic/http-request.ts";
import { readObjects, testModel } from "../translate/translate.ts";
import { accessLogArguments } from "./access-log.ts";
import { type LoadReport, type LoadTarget, startLoad } from "./load.ts";
import { LongStreams, startGrpcEcho, startSocketEcho } from "./long-streams.ts";
import { type Edit, type EditParts, mainHost, RandomEdits } from "./random-edits.ts";
import type { SeededRandom } from "./seeded-random.ts";

/** Envoy closes what it drains after 5 s (`--drain-time-s 5`): the load and the streams have to outlive the last of it. */
const drainMs = 6000;

/** What to do, how often. */
export interface EditRun {
  readonly variant: "delta" | "sotw";
  readonly edits: number;
  readonly random: SeededRandom;
  /** Requests per second. */
  readonly perSecond: number;
}

/** What became of it. */
export interface EditReport {
  readonly load: LoadReport;
  readonly streams: { readonly open: number; readonly echoes: number; readonly failures: readonly string[] };
  /** Probes of what was just made that were not answered by 200. */
  readonly probes: readonly string[];
  /** Objects that are not accepted, and updates that Envoy refused. */
  readonly refused: readonly string[];
  /** Every commit made, in order. */
  readonly titles: readonly string[];
  /** Longest time for which this process did nothing, as on a machine that is busy with something else. */
  readonly stalledMs: number;
}

/** Makes random commits under load, with 20 streams open from the first to the last. */
export async function runEdits({ variant, edits, random, perSecond }: EditRun): Promise<EditReport> {
  const stack = await startStack();
  const parts = await editParts();
  const plan = new RandomEdits(parts, random);
  await commit(stack, await plan.start());
  const envoy = await stack.node("edge-1", { variant, args: accessLogArguments });
  await stack.settled();
  const streams = await openStreams(parts);
  const load = startLoad({ targets: loadTargets(parts), perSecond, accessLogs: [parts.accessLog] });
  const stalls = monitorEventLoopDelay({ resolution: 10 });
  stalls.enable();
  const titles: string[] = [];
  const probes: string[] = [];
  for (let index = 0; index < edits; index += 1) {
    const edit = await plan.next();
    titles.push(`${index}: ${edit.title}`);
    await commit(stack, edit);
    if (random.below(3) === 0) probes.push(...(await settleAndProbe(stack, edit)));
    else await new Promise((resolve) => setTimeout(resolve, random.below(200)));
  }
  await stack.settled(20_000);
  await new Promise((resolve) => setTimeout(resolve, drainMs));
  const report = await load.stop();
  const seen = { open: streams.open, echoes: streams.echoes, failures: [...streams.failures] };
  streams.close();
  const refused = await refusals(stack, envoy);
  await envoy.stop();
  return { load: report, streams: seen, probes, refused, titles, stalledMs: Math.round(stalls.max / 1e6) };
}

/** Fails with the seed and the edits up to the end when anything went wrong. */
export function expectNothingFailed({ load, streams, probes, refused, titles, stalledMs }: EditReport, random: SeededRandom): void {
  const hint = `SLUICE_SEED=${random.seed} repeats these edits; this process stood still for ${stalledMs} ms at most:\n${titles.join("\n")}\n`;
  expect({ failures: load.failures, streams: streams.failures, probes, refused }, hint).toEqual({ failures: [], streams: [], probes: [], refused: [] });
  expect(load.answered, hint).toBe(load.sent);
  expect(streams.open).toBe(20);
  expect(streams.echoes).toBeGreaterThan(20);
}

async function editParts(): Promise<EditParts> {
  const authority = await testAuthority();
  const { chain: cert, privateKey: key } = await authority.issue({ hostnames: ["localhost"] });
  const backends = await Promise.all(["b1", "b2", "b3", "b4"].map((name) => startHttpBackend(name)));
  const tlsBackends = await Promise.all(["t1", "t2"].map((name) => startHttpBackend(name, { tls: { cert, key } })));
  // A backend that closes idle connections races with Envoy's next request, which is no matter of configuration.
  for (const { server } of [...backends, ...tlsBackends]) server.keepAliveTimeout = 600_000;
  const [httpPort = 0, httpsPort = 0, ...sparePorts] = await freePorts(6);
  return {
    httpPort,
    httpsPort,
    sparePorts,
    authority,
    backendPorts: backends.map(({ port }) => port),
    tlsBackendPorts: tlsBackends.map(({ port }) => port),
    socketPort: await startSocketEcho(),
    grpcPort: await startGrpcEcho(),
    accessLog: join(await tempFolder("load"), "access.log"),
  };
}

async function openStreams({ httpPort, httpsPort, authority }: EditParts): Promise<LongStreams> {
  const streams = new LongStreams();
  const secure = { port: httpsPort, host: mainHost, ca: authority.chain };
  await streams.openSockets(8, { port: httpPort });
  await streams.openSockets(2, secure);
  await streams.openGrpc(8, { port: httpPort });
  await streams.openGrpc(2, secure);
  return streams;
}

function loadTargets({ httpPort, httpsPort, authority }: EditParts): readonly LoadTarget[] {
  const paths = ["/load/0", "/load/1", "/load/2", "/load/3"];
  return [
    ...paths.map((path) => ({ port: httpPort, path })),
    ...paths.map((path) => ({ port: httpPort, path, keepAlive: true })),
    { port: httpsPort, path: "/load/0", host: mainHost, ca: authority.chain },
    { port: httpsPort, path: "/load/1", host: mainHost, ca: authority.chain, keepAlive: true },
  ];
}

async function commit(stack: Stack, { put, remove }: Edit): Promise<void> {
  const model = testModel();
  const objects = put.flatMap((builder) => readObjects(JSON.stringify(builder.written()), model));
  const writes = [
    ...objects.map(({ kind, name, namespace, labels, spec }) => ({
      kind: "put" as const,
      object: { kind, name, namespace, labels, spec },
      expected: "any" as const,
    })),
    ...remove.map((key) => ({ kind: "delete" as const, key, expected: "any" as const })),
  ];
  const result = await stack.store.commit({ writes, author: "test", reason: "edit", at: new Date().toISOString() });
  if (result.kind === "conflict") throw new Error(`Conflict: ${JSON.stringify(result.conflicts)}`);
  await waitFor(() => stack.fleet.snapshots.revision >= result.revision, 10_000, `revision ${result.revision}`);
}

async function settleAndProbe(stack: Stack, { title, probe }: Edit): Promise<readonly string[]> {
  await stack.settled(20_000);
  if (probe === undefined) return [];
  const { port, path, host, ca } = probe;
  const request = { port, path, ...(host !== undefined && { host }), ...(ca !== undefined && { tls: { ca } }) };
  const status = await send(request).then(
    (answer) => String(answer.status),
    (error: unknown) => String(error),
  );
  return status === "200" ? [] : [`${title}: ${status}`];
}

async function refusals(stack: Stack, envoy: Envoy): Promise<readonly string[]> {
  const stats = await envoy.admin.stats("update_rejected$");
  const rejected = Object.entries(stats).filter(([, count]) => count > 0);
  const conditions = [
    ...stack.fleet.world.inputs.Gateway.entries(),
    ...stack.fleet.world.inputs.Route.entries(),
    ...stack.fleet.world.inputs.Service.entries(),
  ];
  const faults = conditions.flatMap(([, object]) =>
    graphConditions(stack.fleet.world, keyOf(object))
      .filter(({ type, status }) => type === "Conflicted" || status === "False")
      .map(({ message }) => `${object.kind} ${object.name}: ${message}`),
  );
  return [...rejected.map(([name, count]) => `${name}: ${count}`), ...faults];
}
