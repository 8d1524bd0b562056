import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { hostFor } from "../../src/discovery/subscription/hosts.ts";
import type { Resource } from "../../src/snapshot/resource.ts";
import { propertyRuns } from "../kit/property-runs.ts";
import { fakeResource } from "../kit/xds/fake-resource.ts";
import { flawOf } from "../kit/xds/model-envoy.ts";
import { modelTables } from "../kit/xds/model-hosts.ts";
import { HostNetwork } from "../kit/xds/model-hosts-network.ts";

/** What hosts may be called; a wildcard covers others. */
const hostnames = ["a.x", "b.x", "*.x", "c.y", "*"] as const;
/** What requests ask for. */
const requested = ["a.x", "a.x:80", "b.x", "z.x", "c.y", "d.z"] as const;

const table = fc.constantFrom(...modelTables);

const move = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant("host" as const), table, name: fc.constantFrom(...hostnames), isBad: fc.boolean() }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("remove" as const), table, name: fc.constantFrom(...hostnames) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("table" as const), table, hosts: fc.constantFrom("pushed" as const, "onDemand" as const) }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant("ask" as const), table, name: fc.constantFrom(...requested) }) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant("reconnect" as const),
      order: fc.shuffledSubarray(["cluster", "route", "virtual-host"] as const, { minLength: 3 }),
    }),
  },
  { weight: 8, arbitrary: fc.record({ kind: fc.constantFrom("server" as const, "deliver" as const, "poll" as const, "settle" as const) }) },
);

function play(network: HostNetwork, moves: readonly (typeof move extends fc.Arbitrary<infer T> ? T : never)[]): void {
  for (const each of moves) {
    switch (each.kind) {
      case "host":
        network.set("virtual-host", `${each.table}/${each.name}`, (version) => hostResource(`${each.table}/${each.name}`, version, each.isBad));
        break;
      case "remove":
        network.set("virtual-host", `${each.table}/${each.name}`, () => undefined);
        break;
      case "table":
        network.set("route", each.table, () => tableResource(each.table, each.hosts));
        break;
      case "ask":
        network.client.ask(`${each.table}/${each.name}`);
        break;
      case "reconnect":
        network.reconnect(each.order);
        break;
      default:
        network[each.kind]();
    }
  }
}

/** Only what has a name of its own is bad: who gets a wildcard gets it narrowed, and another version with it. */
function hostResource(name: string, version: number, isBad: boolean): Resource {
  return fakeResource("virtual-host", name, { version: isBad && !name.includes("*") ? `silent!v${version}` : `v${version}` });
}

function tableResource(name: string, hosts: "pushed" | "onDemand"): Resource {
  const split: Resource = { ...fakeResource("route", name, { version: `split ${hosts}` }), hosts };
  return { ...fakeResource("route", name, { version: `whole ${hosts}` }), split: () => split };
}

/** What of a table the client should have, by name; a bad version is not among it. */
function wanted({ state, client }: HostNetwork, of: string): Readonly<Record<string, string>> {
  const { snapshot } = state;
  const asked = [...client.asked].filter((name) => name.startsWith(`${of}/`)).map((name) => hostFor(snapshot, name));
  const isPushed = snapshot.types.route.get(of)?.hosts === "pushed";
  const pushed = isPushed ? [...snapshot.types["virtual-host"].values()].filter(({ name }) => name.startsWith(`${of}/`)) : [];
  return Object.fromEntries([...pushed, ...asked].map(({ name, version }) => [name, version]));
}

/** Hosts of a table that should be there and are not as they should be. */
function wrongHosts(network: HostNetwork, of: string): readonly string[] {
  return Object.entries(wanted(network, of)).flatMap(([name, version]) => {
    const held = network.client.hosts.get(name) ?? "none";
    return held === version || (version.includes("!") && !held.includes("!")) ? [] : [`${name} is ${held}, not ${version}`];
  });
}

/** Hosts of a table that nobody asked for and that the view does not have, under whatever name. */
function strayHosts({ client, state }: HostNetwork, of: string): readonly string[] {
  const held = [...client.hosts].filter(([name, version]) => name.startsWith(`${of}/`) && version !== "none").map(([name]) => name);
  return held.filter((name) => !client.asked.has(name) && hostFor(state.snapshot, name).isAbsent === true);
}

function startNetwork(): HostNetwork {
  const network = new HostNetwork();
  for (const each of modelTables) network.set("route", each, () => tableResource(each, "pushed"));
  return network;
}

/** Requests come again for whatever was asked for before: what a client does not have it asks for anew. */
function askAgain({ client }: HostNetwork): void {
  for (const name of client.asked) if ((client.hosts.get(name) ?? "none") === "none") client.ask(name);
}

function expectHosts(network: HostNetwork): void {
  for (const each of modelTables) {
    expect(wrongHosts(network, each)).toEqual([]);
    expect(strayHosts(network, each)).toEqual([]);
  }
}

describe("virtual hosts that travel by themselves: any interleaving of edits, questions, refusals and reconnects", () => {
  it("ends with every host that is pushed, and with an answer to every question", () => {
    fc.assert(
      fc.property(fc.array(move, { maxLength: 50, size: "max" }), (moves) => {
        const network = startNetwork();
        play(network, moves);
        network.settle();
        askAgain(network);
        network.settle();
        expectHosts(network);
        // Hosts that were pushed before their table became one on demand are refused still.
        expect(network.refusedNames()).toEqual(expect.arrayContaining([...network.badNames()]));
      }),
      { numRuns: propertyRuns(300) },
    );
  });

  it("sends nothing to a client that comes back and has everything", () => {
    fc.assert(
      fc.property(fc.array(move, { maxLength: 40, size: "max" }), (moves) => {
        const network = startNetwork();
        play(
          network,
          moves.map((each) => (each.kind === "host" ? { ...each, isBad: false } : each)),
        );
        network.settle();
        const before = network.messages.length;
        network.reconnect(["cluster", "route", "virtual-host"]);
        network.settle();
        const sent = network.messages.slice(before).flatMap(({ resources }) => resources);
        expect(sent.filter(({ isAbsent }) => isAbsent !== true).map(({ name }) => name)).toEqual([]);
        expect(sent.filter((resource) => flawOf(resource) !== undefined)).toEqual([]);
      }),
      { numRuns: propertyRuns(150) },
    );
  });
});
