import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import type { CliContext } from "../../cli/cli-context.ts";
import { Client } from "../../client/client.ts";
import { findBinary } from "../binary/find-binary.ts";
import type { ControlPlane } from "../control-plane.ts";
import { aborted } from "../serve.ts";
import { noAuthLog } from "../settings/authz-settings.ts";
import type { OptionValues } from "../settings/option.ts";
import { StartError } from "../start-error.ts";
import { openStateFolder, type StateFolder } from "../state/state-folder.ts";
import { awaitGateway } from "./await-gateway.ts";
import { Children } from "./children.ts";
import { startDevControlPlane } from "./dev-control-plane.ts";
import { type DevMemory, recall, remember } from "./dev-memory.ts";
import type { devOptions } from "./dev-options.ts";
import { envoySpec } from "./envoy-node.ts";
import { loadExample } from "./example-objects.ts";
import { endLeftOvers, rememberChildren } from "./left-overs.ts";
import { nodeToken } from "./node-token.ts";
import { Phases } from "./phases.ts";
import { defaultPortBase, movePort, type PortPlan, planPorts } from "./port-plan.ts";
import { probePorts, type WantedPort } from "./probe-port.ts";
import { readyText } from "./ready-text.ts";
import { sampleServices, sampleSpecs } from "./sample-services.ts";

/** The nodes; both listen on the gateway's port, and the system shares its connections out between them. */
const nodeIds = ["edge-1", "edge-2"] as const;

const examples = fileURLToPath(new URL("../../../examples/hello", import.meta.url));

/** What `sluice dev` was told. */
export type DevSettings = OptionValues<typeof devOptions>;

/** What `sluice dev` is run by. */
export interface DevSurroundings {
  readonly context: CliContext;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** Everything that the parts of a run share. */
interface Run {
  readonly settings: DevSettings;
  readonly context: CliContext;
  readonly folder: StateFolder;
  readonly logs: string;
  readonly phases: Phases;
  readonly memory: DevMemory | undefined;
  readonly ports: PortPlan;
  readonly children: Children;
}

/** Runs everything until the context's signal aborts; throws a `StartError` with one sentence when that is not possible. */
export async function runDev(settings: DevSettings, { context, env }: DevSurroundings): Promise<void> {
  const stack = new AsyncDisposableStack();
  try {
    const run = await prepare(settings, context, stack);
    const envoy = settings.noEnvoy ? undefined : await findEnvoy(run);
    await clearTheWay(run);
    const controlPlane = await run.phases.run("starts the control plane", () =>
      startDevControlPlane({
        ...run,
        logFile: join(run.logs, "sluice.log"),
        logLevel: settings.logLevel,
        authLog: {
          ...noAuthLog,
          sink: { kind: "file", path: join(run.logs, "decisions.ndjson") },
          headers: settings.authLogHeaders,
          mask: settings.authLogMask,
        },
      }),
    );
    stack.defer(() => controlPlane.close());
    stack.defer(() => run.children.stop());
    await startAround(run, envoy?.path);
    await announce(run, envoy?.version, Number(env["SLUICE_STARTED_AT"] ?? performance.timeOrigin));
    await untilStopped(run, controlPlane);
  } catch (error) {
    if (!context.signal.aborted) throw error;
  } finally {
    await stack.disposeAsync();
  }
}

async function prepare(settings: DevSettings, context: CliContext, stack: AsyncDisposableStack): Promise<Run> {
  const folder = openStateFolder(resolve(context.cwd, settings.stateDir), "sluice dev");
  stack.defer(() => folder.close());
  const logs = folder.file("log");
  await mkdir(logs, { recursive: true });
  const memory = await recall(folder);
  const say = (sentence: string): void => context.err(`sluice: ${sentence}\n`);
  const running = (pids: ReadonlyMap<string, number>): void => rememberChildren(folder.file("children.json"), pids);
  const children = new Children({ say, running });
  process.once("exit", () => children.kill());
  const phases = new Phases({ write: context.err, now: () => performance.now(), signal: context.signal });
  return { settings, context, folder, logs, phases, memory, children, ports: choosePorts(settings.portBase, memory, folder) };
}

/** The objects in the store have the ports of the first start, so that a later one keeps them. */
function choosePorts(asked: number | undefined, memory: DevMemory | undefined, folder: StateFolder): PortPlan {
  const kept = memory?.portBase;
  if (asked !== undefined && kept !== undefined && asked !== kept) {
    throw new StartError(
      "ERR_PORT_BASE",
      `Option --port-base "${asked}" is not the base ${kept} that ${folder.path} was made with: leave it out, or choose another folder by --state-dir`,
    );
  }
  return planPorts(asked ?? kept ?? defaultPortBase);
}

async function findEnvoy({ phases, context }: Run): Promise<{ readonly path: string; readonly version: string }> {
  let fetched = false;
  const onDownload = (what: string): void => {
    fetched = true;
    context.err(`fetches ${what} … `);
  };
  const found = await phases.run("looks for Envoy", () => findBinary("envoy", { onDownload }), { once: () => fetched });
  if ("missing" in found) {
    throw new StartError("ERR_ENVOY_MISSING", `Envoy cannot be started: ${found.missing}; \`npm start -- --no-envoy\` runs the control plane without it`);
  }
  return found;
}

/** Ends what an earlier start left behind when it was killed, then makes sure that every port is free. */
async function clearTheWay({ folder, ports, phases, context }: Run): Promise<void> {
  const ended = await endLeftOvers(folder.file("children.json"), folder.path);
  for (const name of ended) context.err(`sluice: ended ${name}, which an earlier start had left behind\n`);
  const services = sampleServices.map(({ service, version, port }) => ({ port: movePort(port, ports), use: `service ${service} ${version}` }));
  const wanted: WantedPort[] = [
    { port: ports.base, use: "gateway" },
    { port: ports.discovery, use: "discovery" },
    { port: ports.admin, use: "admin" },
    ...services,
  ].map((want) => ({ host: "127.0.0.1", ...want }));
  await phases.run("looks whether its ports are free", () => probePorts(wanted, "end it, or move all ports by --port-base, for example --port-base 20000"));
}

async function startAround(run: Run, envoy: string | undefined): Promise<void> {
  const { context, folder, ports, phases, children, logs } = run;
  const server = `http://127.0.0.1:${ports.admin}`;
  await writeFile(folder.file("server.json"), `${JSON.stringify({ server })}\n`);
  const client = new Client({ server, key: (await readFile(folder.file("admin.key"), "utf8")).trim() });
  if (run.memory?.examplesLoaded !== true) {
    await phases.run("loads examples/hello", () => loadExample(client, { folder: examples, ports, signal: context.signal }), { once: () => true });
    await remember(folder, { portBase: ports.base, firstStartSeconds: 0, examplesLoaded: true });
  }
  await phases.run("starts the sample services", () => all(sampleSpecs({ examples, logs, ports }).map((spec) => children.start(spec))));
  if (envoy === undefined) return;
  const token = await nodeToken(client, folder, context.signal);
  const nodes = nodeIds.map((id) => ({ id, program: envoy, discovery: { host: "127.0.0.1", port: ports.discovery }, token, folder: folder.path, logs }));
  await phases.run("starts two Envoys", () => all(nodes.map(async (node) => children.start(await envoySpec(node)))));
  if (run.memory === undefined) await phases.run("waits for the first answer", () => awaitGateway(`http://127.0.0.1:${ports.base}/hello`, context.signal));
}

/** Waits for every one, also when one has failed: nothing may be started behind the back of the cleaning up. */
async function all(work: readonly Promise<void>[]): Promise<void> {
  const results = await Promise.allSettled(work);
  for (const result of results) if (result.status === "rejected") throw result.reason;
}

async function announce(run: Run, envoyVersion: string | undefined, startedAt: number): Promise<void> {
  const { context, folder, ports, phases, memory } = run;
  const totalMs = Date.now() - startedAt;
  const preparedMs = performance.timeOrigin - startedAt;
  const isFirst = memory === undefined || memory.firstStartSeconds === 0;
  const firstStartSeconds = isFirst ? seconds(totalMs) : memory.firstStartSeconds;
  const laterStartSeconds = isFirst ? seconds(totalMs - preparedMs - phases.onceMs) : seconds(totalMs);
  await remember(folder, { portBase: ports.base, firstStartSeconds, examplesLoaded: true });
  const key = relative(context.cwd, folder.file("admin.key"));
  const isNearby = folder.path === resolve(context.cwd, ".sluice");
  context.out(
    readyText({
      ports,
      firstStartSeconds,
      laterStartSeconds,
      envoy: envoyVersion === undefined ? undefined : { version: envoyVersion, nodes: nodeIds },
      keyFile: key,
      connection: isNearby ? "" : ` --server http://127.0.0.1:${ports.admin} --key-file ${key}`,
    }),
  );
}

function seconds(ms: number): number {
  return Math.max(1, Math.round(ms / 1000));
}

/** The stack that everything stands on is taken down afterwards, the newest first. */
async function untilStopped({ context }: Run, controlPlane: ControlPlane): Promise<void> {
  await Promise.race([aborted(context.signal), controlPlane.ended]);
  context.err("sluice: stops\n");
}
