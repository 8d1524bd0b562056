import type { Condition } from "../../../src/admin/port/fleet.ts";
import { systemClock } from "../../../src/main/system.ts";
import { fleetKinds, type Kind, type ObjectKey } from "../../../src/model/object/object.ts";
import { newMemoryStore } from "../../../src/store/memory/memory-store.ts";
import type { Store } from "../../../src/store/store.ts";
import type { Envoy } from "../binary/envoy.ts";
import { freePort } from "../binary/free-port.ts";
import { send, type TestRequest, type TestResponse } from "../traffic/http-request.ts";
import { type NodeOptions, type Stack, type StackOptions, startStack, waitFor } from "./stack.ts";

/** How a fleet is started. */
export interface TestFleetOptions extends Pick<StackOptions, "policies" | "quarantineClock"> {
  /** Ids of the nodes. Default: `edge-1`. */
  readonly nodes?: readonly string[];
  readonly variant?: NonNullable<NodeOptions["variant"]>;
  /** Objects that are there before the nodes come, as YAML; a gateway `web` and its node group always are. */
  readonly objects?: string;
}

/** A store, one replica and some real Envoys; each of them may be started anew while the others go on. */
export class TestFleet {
  /** Port of the gateway's listener `http`. */
  readonly port: number;
  readonly #store: Store;
  readonly #options: TestFleetOptions;
  readonly #envoys = new Map<string, Envoy>();
  #stack: Stack;

  constructor(parts: { readonly store: Store; readonly stack: Stack; readonly port: number; readonly options: TestFleetOptions }) {
    this.#store = parts.store;
    this.#stack = parts.stack;
    this.port = parts.port;
    this.#options = parts.options;
  }

  get stack(): Stack {
    return this.#stack;
  }

  envoy(id = "edge-1"): Envoy {
    const envoy = this.#envoys.get(id);
    if (envoy === undefined) throw new Error(`Node ${id} was not started`);
    return envoy;
  }

  async startNode(id: string): Promise<void> {
    this.#envoys.set(id, await this.#stack.node(id, { variant: this.#options.variant ?? "delta" }));
    await this.#stack.settled();
  }

  /** The process ends, and does not come back. */
  async stopNode(id: string): Promise<void> {
    await this.envoy(id).stop();
    this.#envoys.delete(id);
  }

  /** A new process with the same id, which has nothing. */
  async restartNode(id = "edge-1"): Promise<void> {
    await this.envoy(id).stop();
    await this.startNode(id);
  }

  /** A new replica on the same store and address, which knows nothing but what is stored. Nodes come back by themselves. */
  async restartReplica(): Promise<void> {
    const { port } = this.#stack.discovery;
    await this.#stack.stop();
    this.#stack = await startStack({ ...this.#options, store: this.#store, port });
    await waitFor(() => this.#stack.fleet.snapshots.ready && this.#connected() === this.#envoys.size, 20_000, "every node to come back");
    await this.#stack.settled();
  }

  /** Writes objects and waits until every node has, or has refused, them. */
  async write(yaml: string): Promise<void> {
    await this.#stack.apply(yaml);
    await this.#stack.settled();
  }

  async remove(...objects: readonly `${string}/${string}`[]): Promise<void> {
    await this.#stack.remove(...objects.map(keyOf));
    await this.#stack.settled();
  }

  programmed(object: `${string}/${string}`): Condition | undefined {
    return this.#stack.port.conditions(keyOf(object)).find(({ type }) => type === "Programmed");
  }

  /** Waits until an object is so, and answers the condition. */
  async until(object: `${string}/${string}`, reason: string): Promise<Condition | undefined> {
    await waitFor(() => this.programmed(object)?.reason === reason, 10_000, `${object} to be ${reason}`);
    return this.programmed(object);
  }

  async untilFree(): Promise<void> {
    await waitFor(() => this.#stack.port.quarantines().length === 0, 10_000, "every quarantine to be lifted");
  }

  /** Sends a request to `host/path`. */
  ask(target: string, request: Omit<TestRequest, "port" | "path" | "host"> = {}): Promise<TestResponse> {
    const slash = target.indexOf("/");
    return send({ port: this.port, host: target.slice(0, slash), path: target.slice(slash), ...request });
  }

  #connected(): number {
    return this.#stack.discovery.nodes.list().filter(({ state }) => state === "connected").length;
  }
}

/** Starts store, replica and nodes; they end with the test file. */
export async function startTestFleet(options: TestFleetOptions = {}): Promise<TestFleet> {
  const store = newMemoryStore({ clock: systemClock });
  const stack = await startStack({ ...options, store });
  const port = await freePort();
  const gateway = `{ kind: Gateway, name: web, spec: { address: 127.0.0.1, listeners: [{ name: http, port: ${port}, protocol: http }] } }`;
  await stack.apply(["{ kind: NodeGroup, name: edge, spec: {} }", gateway, ...(options.objects === undefined ? [] : [options.objects])].join("\n---\n"));
  const fleet = new TestFleet({ store, stack, port, options });
  for (const id of options.nodes ?? ["edge-1"]) await fleet.startNode(id);
  return fleet;
}

function keyOf(text: `${string}/${string}`): ObjectKey {
  const [kind, name = ""] = text.split("/");
  return { kind: kind as Kind, name, namespace: fleetKinds.has(kind as Kind) ? "" : "default" };
}
