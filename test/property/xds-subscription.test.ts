import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { describeStream, isSettled } from "../../src/discovery/subscription/describe.ts";
import type { Variant } from "../../src/discovery/subscription/event.ts";
import { exceptionsOf, ledgerOf } from "../../src/discovery/subscription/ledger.ts";
import { type ResourceType, resourceTypes } from "../../src/snapshot/resource.ts";
import { propertyRuns } from "../kit/property-runs.ts";
import { type Flaw, flawOf } from "../kit/xds/model-envoy.ts";
import type { ModelEdit } from "../kit/xds/model-fleet.ts";
import { ModelNetwork } from "../kit/xds/model-network.ts";

type Move =
  | { readonly kind: "edit"; readonly edits: readonly ModelEdit[] }
  | { readonly kind: "server" | "client" | "poll" | "settle" | "reconnect" | "drain" }
  | { readonly kind: "pass"; readonly ms: number; readonly slowDone: boolean };

const clusterIndex = fc.integer({ min: 0, max: 3 });
const fewIndex = fc.integer({ min: 0, max: 1 });

function editsOf(flaws: readonly Flaw[]): fc.Arbitrary<ModelEdit> {
  const flaw = flaws.length === 0 ? fc.constant(undefined) : fc.option(fc.constantFrom(...flaws), { nil: undefined, freq: 3 });
  return fc.oneof(
    fc.record({ kind: fc.constant("cluster" as const), index: clusterIndex, warming: fc.constantFrom("none", "endpoints", "endpoints", "slow"), flaw }),
    fc.record({ kind: fc.constant("endpoint" as const), index: clusterIndex, flaw }),
    fc.record({ kind: fc.constant("route" as const), index: fewIndex, clusters: fc.array(clusterIndex, { maxLength: 3 }), flaw }),
    fc.record({ kind: fc.constant("listener" as const), index: fewIndex, route: fewIndex, flaw }),
    fc.record({ kind: fc.constant("removal" as const), type: fc.constantFrom("cluster", "listener", "route"), index: clusterIndex }),
  );
}

function movesOf(flaws: readonly Flaw[], kinds: readonly Move["kind"][]): fc.Arbitrary<readonly Move[]> {
  const edit = fc.record({ kind: fc.constant("edit" as const), edits: fc.array(editsOf(flaws), { minLength: 1, maxLength: 5 }) });
  const pass = fc.record({ kind: fc.constant("pass" as const), ms: fc.constantFrom(10, 300, 600, 3000, 6000), slowDone: fc.boolean() });
  const plain = fc.record({ kind: fc.constantFrom(...(kinds as ("server" | "client" | "poll")[])) });
  return fc.array(fc.oneof({ weight: 2, arbitrary: edit }, { weight: 5, arbitrary: plain }, { weight: 1, arbitrary: pass }), { maxLength: 60, size: "max" });
}

function play(network: ModelNetwork, moves: readonly Move[]): void {
  for (const move of moves) {
    if (move.kind === "edit") network.edit(move.edits);
    else if (move.kind === "pass") network.stall(move.ms, move.slowDone);
    else if (move.kind === "server") network.deliverToServer();
    else if (move.kind === "client") network.deliverToClient();
    else network[move.kind]();
  }
}

function expectView(network: ModelNetwork): void {
  const { envoy, fleet } = network;
  for (const type of ["cluster", "listener", "route", "endpoint"] as const) {
    const asked = type === "route" || type === "endpoint" ? new Set(envoy.subscribes(type)) : undefined;
    const wanted = fleet.all(type).filter(({ name }) => asked?.has(name) ?? true);
    const good = wanted.filter((resource) => flawOf(resource) === undefined).map(({ name, version }) => `${name} ${version}`);
    const held = envoy.held(type);
    const bad = new Set(wanted.filter((resource) => flawOf(resource) !== undefined).map(({ name }) => name));
    const heldGood = [...held].filter(([name]) => !bad.has(name) && fleet.get(type, name) !== undefined).map(([name, version]) => `${name} ${version}`);
    expect(heldGood.sort(), `good ${type}`).toEqual(good.sort());
    const isWhole = type === "cluster" || type === "listener";
    if (isWhole) expect(leftOver(network, type), `left over ${type}`).toEqual([]);
    // Of what is bad, the last good version or nothing.
    for (const name of bad) expect(held.get(name) ?? "", `bad ${type} ${name}`).not.toContain("!");
  }
}

function leftOver(network: ModelNetwork, type: ResourceType): readonly string[] {
  const names = [...network.envoy.held(type).keys()];
  return names.filter((name) => network.fleet.get(type, name) === undefined && !isInUse(network, name));
}

/** What a last good route leads to stays, also when that route is known by its version alone. */
function isInUse({ envoy, state }: ModelNetwork, name: string): boolean {
  const items = [...state.types.values()].flatMap((ts) => [...ts.items.values()]);
  if (items.some(({ known }) => known === "unknown")) return true;
  return [...envoy.routes.values()].some((route) => route.references().cluster?.has(name));
}

const everyMove: readonly Move["kind"][] = ["server", "client", "poll", "poll", "server", "client", "settle", "drain", "reconnect"];
const oneStream = everyMove.filter((kind) => kind !== "reconnect");
const allFlaws: readonly Flaw[] = ["named", "dumped", "silent"];
const runs = { numRuns: propertyRuns(300) };

describe.each<Variant>(["delta", "sotw"])("%s: any interleaving of edits, messages, delays and reconnects", (variant) => {
  it("ends with exactly the view, without loops and without a gap on the way", () => {
    fc.assert(
      fc.property(movesOf([], everyMove), (moves) => {
        const network = new ModelNetwork(variant);
        play(network, moves);
        network.settle();
        expectView(network);
        expect(network.problems).toEqual([]);
        expect([...network.envoy.timedOut]).toEqual([]);
        expect(isSettled(network.state)).toBe(true);
        expect(describeStream(network.state).flatMap(({ refused }) => refused)).toEqual([]);
        for (const ts of network.state.types.values()) expect([ts.items.size, ts.due.size, ts.gone.size, ts.sent.size]).toEqual([0, 0, 0, 0]);
      }),
      runs,
    );
  });

  it("ends with everything good and the last good of what is bad, and says what is refused", () => {
    fc.assert(
      fc.property(movesOf(allFlaws, everyMove), (moves) => {
        const network = new ModelNetwork(variant);
        play(network, moves);
        network.settle();
        expectView(network);
        // A set that was refused as a whole is missed by what was written behind it.
        if (variant === "delta") expect(network.problems).toEqual([]);
        const refused = describeStream(network.state).flatMap((status) => status.refused.map(({ type, name }) => `${type} ${name}`));
        expect(refused.sort()).toEqual([...badNames(network)].sort());
        expect(isSettled(network.state)).toBe(true);
      }),
      runs,
    );
  });

  it("keeps a ledger that is what the client has, of whatever is settled, and remembers nothing else", () => {
    fc.assert(
      fc.property(movesOf(allFlaws, everyMove), (moves) => {
        const network = new ModelNetwork(variant);
        play(network, moves);
        expectConsistent(network);
        network.settle();
        expectTruth(network);
      }),
      runs,
    );
  });

  it("sends nothing a second time that the client took or refused", () => {
    fc.assert(
      fc.property(movesOf(allFlaws, oneStream), (moves) => {
        const network = new ModelNetwork(variant);
        play(network, moves);
        network.settle();
        for (const type of ["listener", "route"] as const) expectNoRepeat(network, type, variant);
      }),
      runs,
    );
  });
});

/** At any moment each resource stands in the ledger once, and what is an exception stands in it as that. */
function expectConsistent({ state }: ModelNetwork): void {
  const entries = [...ledgerOf(state)];
  const texts = new Map(entries.map((entry) => [`${entry.type} ${entry.name}`, entry]));
  expect(texts.size).toBe(entries.length);
  for (const exception of exceptionsOf(state)) {
    const own = texts.get(`${exception.type} ${exception.name}`);
    // Endpoints go unasked behind a cluster whose client has not asked for them yet.
    if (own !== undefined || exception.type !== "endpoint") expect(own).toEqual(exception);
  }
}

/** When all is settled the ledger says of everything what the client has; there is an item of what is refused, or leaves, alone. */
function expectTruth(network: ModelNetwork): void {
  expectConsistent(network);
  for (const { type, name, state, wanted, held } of ledgerOf(network.state)) {
    const has = network.envoy.held(type).get(name);
    expect(["acked", "refused", "absent", "leaving"], `${type} ${name}`).toContain(state);
    if (state === "acked") expect([held, has], `${type} ${name}`).toEqual([wanted, wanted]);
    // In the state of the world a client that comes back does not say what it has. And Envoy keeps endpoints and routes that it was told are gone.
    const isKept = held === undefined && network.messages.some((message) => message.type === type && message.removed.includes(name));
    if (state === "refused" && held !== "unknown" && !isKept) expect(held, `${type} ${name}`).toBe(has);
  }
  for (const ts of network.state.types.values()) {
    const open = [...ts.items].filter(([name, { refused }]) => refused === undefined && !ts.gone.has(name));
    expect([open, ts.doubted.size, ts.sent.size, ts.due.size]).toEqual([[], 0, 0, 0]);
  }
}

function badNames(network: ModelNetwork): readonly string[] {
  return resourceTypes.flatMap((type) =>
    network.fleet
      .all(type)
      .filter((resource) => flawOf(resource) !== undefined)
      .filter(({ name }) => (type !== "route" && type !== "endpoint") || network.envoy.subscribes(type).includes(name))
      .map(({ name }) => `${type} ${name}`),
  );
}

/** A version goes out twice at most: together with others, and alone when they were refused together. */
function expectNoRepeat(network: ModelNetwork, type: ResourceType, variant: Variant): void {
  if (variant === "sotw" && type === "listener") return;
  const count = new Map<string, number>();
  for (const { name, version } of network.messages.filter((message) => message.type === type).flatMap(({ resources }) => resources)) {
    count.set(`${name} ${version}`, (count.get(`${name} ${version}`) ?? 0) + 1);
  }
  const most = type === "listener" ? 2 : 1;
  for (const [sending, times] of count) expect(times, sending).toBeLessThanOrEqual(most + resubscriptions(network, type));
}

/** A route that is asked for again after its listener was gone is sent again. */
function resubscriptions(network: ModelNetwork, type: ResourceType): number {
  return type === "route" ? network.messages.filter((message) => message.type === "listener").length : 0;
}

describe("delta: a client that comes back", () => {
  it("is sent nothing that it has, when nothing changed and no cluster is warming", () => {
    fc.assert(
      fc.property(movesOf([], oneStream), (moves) => {
        const network = new ModelNetwork("delta");
        play(network, moves);
        network.settle();
        const before = network.messages.length;
        network.reconnect();
        network.settle();
        expect(network.messages.slice(before).flatMap(({ resources, removed }) => [...resources, ...removed])).toEqual([]);
        expectView(network);
      }),
      runs,
    );
  });
});
