import { beforeAll, describe, expect, it } from "vitest";
import { documents } from "../stack/edge.ts";
import { waitFor } from "../stack/stack.ts";
import { markedRoute, type PoisonedFleet, startPoisonedFleet } from "./poisoned-fleet.ts";
import { type Poison, poisons } from "./poisons.ts";

/** How poisons are planted. */
export interface PoisonOptions {
  /** How many good resources of each type there are: 120 or more. */
  readonly count: number;
  /** Proxy and replica start anew while each poison is there, or once, while many are there together. */
  readonly restarts: "each" | "together";
}

const innocents = [
  "Service/s9",
  "Route/r8",
  "Route/r9",
  "Route/r50",
  "Route/r119",
  "Gateway/secure",
  "Certificate/c9",
  "EnvoyPatch/e9",
  "EnvoyPatch/t9",
] as const;

/**
 * Describes what becomes of one poisoned resource of each type among many good ones, on a real Envoy. The test file has to plant the faults of
 * `faulty-translation.ts`.
 */
export function describePoisons({ count, restarts }: PoisonOptions): void {
  describe.each(["delta", "sotw"] as const)("on a proxy that speaks %s", (variant) => {
    let place: PoisonedFleet;

    beforeAll(async () => {
      place = await startPoisonedFleet(variant, count);
    }, 120_000);

    it.each(poisons)("names the cause of $name, loses nothing, and is cleared by the fix", async (poison) => {
      await expectHarmless(place, [poison], restarts === "each");
    });

    if (restarts === "each") return;
    it("keeps what was good of all types at once over restarts of the proxy, the replica and both", async () => {
      const together = poisons.filter(({ alone }) => alone !== true);
      await expectHarmless(place, together, true);
    });
  });
}

async function expectHarmless(place: PoisonedFleet, poisoned: readonly Poison[], isRestarted: boolean): Promise<void> {
  const { fleet } = place;
  const planted = (await Promise.all(poisoned.map(async (poison) => poison.plant(place)))).flat();
  await fleet.write(documents(...planted));
  await expectHeldBack(place, poisoned, "beside it");
  if (isRestarted) await expectOverRestarts(place, poisoned);
  for (const poison of poisoned) await heal(place, poison);
  await fleet.untilFree();
  await expectOthersFlow(place, "healed");
  const names = new Set(planted.map(nameOf));
  await fleet.write(documents(...place.objects.filter((object) => names.has(nameOf(object)))));
}

function nameOf(object: object): string {
  const { kind, name } = object as { readonly kind: string; readonly name: string };
  return `${kind}/${name}`;
}

/** The proxy, the replica and both start anew. */
async function expectOverRestarts(place: PoisonedFleet, planted: readonly Poison[]): Promise<void> {
  const { fleet } = place;
  await fleet.restartNode();
  await expectHeldBack(place, planted, "after a restart of the proxy");
  await fleet.restartReplica();
  await expectHeldBack(place, planted, "after a restart of the replica");
  await fleet.restartNode();
  await expectHeldBack(place, planted, "after both");
}

/** The causes are named and nobody else, what was good is in force, and changes of others come into force. */
async function expectHeldBack(place: PoisonedFleet, planted: readonly Poison[], mark: string): Promise<void> {
  for (const poison of planted) await expectNamed(place, poison);
  const culprits = planted.map(({ culprit }) => culprit as string);
  for (const object of innocents) {
    if (!culprits.includes(object)) expect([object, place.fleet.programmed(object)?.reason]).toEqual([object, "Programmed"]);
  }
  await expectOthersFlow(place, mark);
  for (const { name, seen, before } of planted) expect([name, await seen(place)]).toEqual([name, before]);
}

async function expectNamed({ fleet }: PoisonedFleet, { culprit, pointer, words }: Poison): Promise<void> {
  await waitFor(() => fleet.programmed(culprit)?.author !== undefined, 10_000, `${culprit} to be named with its author`);
  const condition = fleet.programmed(culprit);
  expect(condition).toMatchObject({ status: "False", reason: "Refused", pointer, author: "test", nodes: ["edge-1"] });
  expect(condition?.message).toMatch(words);
}

/** Changes of others are in force, also where they share the resource, and what was good is in force. */
async function expectOthersFlow({ fleet }: PoisonedFleet, mark: string): Promise<void> {
  await fleet.write(documents(markedRoute(8, mark)));
  expect((await fleet.ask("r8.test/")).headers["x-mark"]).toBe(mark);
  expect((await fleet.ask("r7.test/")).status).toBe(200);
  expect((await fleet.ask("rules.test/3")).headers["x-mark"]).toBe("first");
}

async function heal(place: PoisonedFleet, { name, heal: cure, culprit, seen, after }: Poison): Promise<void> {
  const { fleet } = place;
  if (typeof cure === "function") {
    await fleet.write(documents(...(await cure(place))));
    await fleet.until(culprit, "Programmed");
  } else {
    await fleet.remove(...cure);
  }
  await expect.poll(() => seen(place), { timeout: 5000, message: name }).toEqual(after);
}
