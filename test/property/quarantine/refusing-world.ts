import fc from "fast-check";
import { expect } from "vitest";
import { systemClock, systemRandom } from "../../../src/main/system.ts";
import { resourceTypes } from "../../../src/snapshot/resource.ts";
import { newMemoryStore } from "../../../src/store/memory/memory-store.ts";
import type { Store } from "../../../src/store/store.ts";
import { documents, route, service } from "../../kit/stack/edge.ts";
import { type Stack, startStack, waitFor } from "../../kit/stack/stack.ts";
import { PickyProxy, type Taste } from "../../kit/xds/picky-proxy.ts";

const table = "default/web/http";
const routes = [0, 1, 2, 3];
const proxies = [0, 1, 2];

/** Longer than a search for a cause that its replica did not live to end, milliseconds. */
const patienceMs = 10_000;

/** Who refuses a content: nobody, everybody, or one proxy that lacks something. */
type Flavor = "good" | "bad" | "odd";

/** When the next step follows: at once, when somebody has refused something, or when everything is as it should be. */
type Pace = "hurried" | "refused" | "settled";

type Step = Deed & { readonly pace: Pace };

type Deed =
  | { readonly kind: "write"; readonly routes: readonly { readonly index: number; readonly flavor: Flavor }[] }
  | { readonly kind: "remove"; readonly index: number }
  | { readonly kind: "renew"; readonly index: number; readonly flavor: Flavor }
  | { readonly kind: "restart"; readonly proxy: number }
  | { readonly kind: "move"; readonly proxy: number }
  | { readonly kind: "replica"; readonly index: number };

const flavor = fc.constantFrom<Flavor>("good", "good", "bad", "odd");
const write = fc.uniqueArray(fc.record({ index: fc.constantFrom(...routes), flavor }), { minLength: 1, maxLength: 4, selector: ({ index }) => index });
const deed: fc.Arbitrary<Deed> = fc.oneof(
  { weight: 6, arbitrary: write.map((written) => ({ kind: "write" as const, routes: written })) },
  { weight: 1, arbitrary: fc.constantFrom(...routes).map((index) => ({ kind: "remove" as const, index })) },
  { weight: 1, arbitrary: fc.tuple(fc.constantFrom(...routes), flavor).map(([index, one]) => ({ kind: "renew" as const, index, flavor: one })) },
  { weight: 2, arbitrary: fc.constantFrom(...proxies).map((proxy) => ({ kind: "restart" as const, proxy })) },
  { weight: 1, arbitrary: fc.constantFrom(...proxies).map((proxy) => ({ kind: "move" as const, proxy })) },
  { weight: 1, arbitrary: fc.constantFrom(0, 1).map((index) => ({ kind: "replica" as const, index })) },
);
const pace = fc.constantFrom<Pace>("settled", "settled", "settled", "hurried", "refused");
const step: fc.Arbitrary<Step> = fc.tuple(deed, pace).map(([one, then]) => ({ ...one, pace: then }));

/** Proxy 2 lacks what an odd content needs; nobody takes a bad one. */
function tasteOf(proxy: number): Taste {
  return ({ bytes }) => {
    const text = Buffer.from(bytes).toString("latin1");
    if (text.includes("bad-")) return "no";
    return proxy === 2 && text.includes("odd-") ? "Didn't find a registered implementation for 'odd'" : undefined;
  };
}

/** Two replicas on one store, three proxies, and what everybody should have. */
class World {
  readonly #store: Store = newMemoryStore({ clock: systemClock });
  readonly #stacks: Stack[] = [];
  readonly #proxies: PickyProxy[] = [];
  readonly #places = [0, 1, 0];
  /** Every content that a route had, the newest last. */
  readonly #contents = new Map<number, string[]>();
  #count = 0;
  #refusalsBefore = 0;

  async start(): Promise<void> {
    for (const index of [0, 1]) this.#stacks.push(await this.#startReplica(index));
    const gateway = { kind: "Gateway", name: "web", spec: { address: "127.0.0.1", listeners: [{ name: "http", port: 10_000, protocol: "http" }] } };
    await this.#stack(0).apply(documents({ kind: "NodeGroup", name: "edge", spec: {} }, gateway, service("a", 1)));
    await this.write(routes.map((index) => ({ index, flavor: "good" as const })));
    for (const index of proxies) {
      const proxy = new PickyProxy({ address: this.#address(this.#places[index] ?? 0), id: `p${index}`, taste: tasteOf(index), routes: [table] });
      this.#proxies.push(proxy);
      proxy.connect();
    }
    await this.settle();
  }

  async run(one: Deed): Promise<void> {
    this.#refusalsBefore = this.refusals;
    if (one.kind === "write") await this.write(one.routes);
    if (one.kind === "remove" || one.kind === "renew") await this.#remove(one.index);
    if (one.kind === "renew") await this.write([one]);
    if (one.kind === "restart") this.#proxies[one.proxy]?.restart(this.#address(this.#places[one.proxy] ?? 0));
    if (one.kind === "move") this.#move(one.proxy);
    if (one.kind === "replica") await this.#restartReplica(one.index);
  }

  async write(written: readonly { readonly index: number; readonly flavor: Flavor }[]): Promise<void> {
    this.#count += 1;
    const objects = written.map(({ index, flavor: one }) => {
      const mark = `${one}-${this.#count}-${index}-`;
      this.#contents.set(index, [...(this.#contents.get(index) ?? []), mark]);
      const rule = { matches: [{ path: { prefix: `/${index}` } }], backends: [{ service: "a" }], headers: { response: { set: { [`x-${index}`]: mark } } } };
      // Half of them share a virtual host, the others have one each.
      return route(`r${index}`, [rule], index < 2 ? { hostnames: ["shared.test"] } : {});
    });
    await this.#stack(0).apply(documents(...objects));
  }

  /** Waits for when the next step is due. */
  async until(pace: Pace): Promise<void> {
    if (pace === "settled") await this.settle();
    const isRefused = (): boolean => this.refusals > this.#refusalsBefore || this.problems().length === 0;
    if (pace === "refused") await waitFor(isRefused, patienceMs, "a refusal").catch(() => undefined);
  }

  /** Everything has been said, by everybody. */
  async settle(): Promise<void> {
    for (const stack of this.#stacks)
      await waitFor(() => stack.fleet.snapshots.revision >= this.#stack(0).fleet.snapshots.revision, patienceMs, "the replicas");
    await waitFor(() => this.problems().length === 0, patienceMs, "all to be as it should be").catch(() => undefined);
  }

  /** What is not as it should be. */
  problems(): readonly string[] {
    return proxies.flatMap((index) => this.#problems(index));
  }

  /** What each replica serves, by name and version. */
  served(): readonly object[] {
    return this.#stacks.map(({ fleet }) => {
      const { types } = fleet.snapshots.view("edge|envoy").current;
      return Object.fromEntries(resourceTypes.map((type) => [type, types[type].names().map((name) => `${name} ${types[type].get(name)?.version}`)]));
    });
  }

  get refusals(): number {
    return this.#proxies.reduce((sum, { refusals }) => sum + refusals, 0);
  }

  async heal(): Promise<void> {
    await this.write([...this.#contents.keys()].map((index) => ({ index, flavor: "good" as const })));
  }

  quarantines(): readonly object[] {
    return this.#stacks.flatMap(({ port }) => port.quarantines());
  }

  async stop(): Promise<void> {
    for (const proxy of this.#proxies) proxy.disconnect();
    for (const stack of this.#stacks) await stack.stop();
    await this.#store.close();
  }

  /** A proxy has nothing that it refuses, everything that it takes, and of what it does not take an earlier content or none. */
  #problems(index: number): readonly string[] {
    const text = this.#proxies[index]?.text(table) ?? "";
    return [...this.#contents].flatMap(([number, contents]) => {
      const has = contents.filter((mark) => text.includes(`x-${number}`) && text.includes(mark));
      const newest = contents.at(-1) ?? "";
      const takes = tasteOf(index)({ type: "virtual-host", name: table, bytes: Buffer.from(newest) }) === undefined;
      // What one proxy lacks may be held back from others while nobody has it.
      const isDue = takes && newest.startsWith("good");
      return isDue && !has.includes(newest) ? [`p${index} has ${has.join() || "nothing"} of r${number} in place of ${newest}`] : [];
    });
  }

  async #remove(index: number): Promise<void> {
    if (!this.#contents.delete(index)) return;
    await this.#stack(0).remove({ kind: "Route", namespace: "default", name: `r${index}` });
  }

  #move(index: number): void {
    const place = 1 - (this.#places[index] ?? 0);
    this.#places[index] = place;
    this.#proxies[index]?.disconnect();
    this.#proxies[index]?.connect(this.#address(place));
  }

  async #restartReplica(index: number): Promise<void> {
    const { port } = this.#stack(index).discovery;
    const here = proxies.filter((proxy) => this.#places[proxy] === index);
    for (const proxy of here) this.#proxies[proxy]?.disconnect();
    await this.#stack(index).stop();
    this.#stacks[index] = await this.#startReplica(index, port);
    for (const proxy of here) this.#proxies[proxy]?.connect(this.#address(index));
  }

  async #startReplica(index: number, port = 0): Promise<Stack> {
    const stack = await startStack({ store: this.#store, replica: `replica-${index}`, port });
    await waitFor(() => stack.fleet.snapshots.ready, patienceMs, "the replica to be ready");
    return stack;
  }

  #stack(index: number): Stack {
    const stack = this.#stacks[index];
    if (stack === undefined) throw new Error(`Replica ${index} was not started`);
    return stack;
  }

  #address(index: number): string {
    return `127.0.0.1:${this.#stack(index).discovery.port}`;
  }
}

/** Another one each time, so that the sequences differ; it stands in the names of the tests, for who has to repeat them. */
export function newSeed(): number {
  return Math.trunc(systemRandom.number() * 2 ** 31);
}

/**
 * Whatever proxies refuse, and in whatever order they and replicas start anew: good changes are in force everywhere, replicas serve the same
 * bytes, nobody is asked in a loop, and fixes end it.
 */
export async function expectGoodInForce(parameters: fc.Parameters<[Step[]]>): Promise<void> {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 3, maxLength: 10 }), async (steps) => {
      const world = new World();
      try {
        await world.start();
        for (const one of steps) {
          await world.run(one);
          await world.until(one.pace);
          if (one.pace === "settled") expect(world.problems()).toEqual([]);
        }
        await world.settle();
        expect(world.problems()).toEqual([]);
        await waitFor(() => JSON.stringify(world.served()[0]) === JSON.stringify(world.served()[1]), patienceMs, "equal replicas").catch(() => undefined);
        expect(world.served()[1]).toEqual(world.served()[0]);
        expect(world.refusals).toBeLessThanOrEqual(30 * steps.length);
        await world.heal();
        await world.settle();
        expect(world.problems()).toEqual([]);
        await waitFor(() => world.quarantines().length === 0, patienceMs, "every quarantine to be lifted").catch(() => undefined);
        expect(world.quarantines()).toEqual([]);
      } finally {
        await world.stop();
      }
    }),
    parameters,
  );
}
