import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { keyOf } from "../../../src/model/object/object.ts";
import { anyEdit, type Edit } from "./arbitrary-objects.ts";
import { builtFromNothing, EditedWorld, hostsBeside, hostsInTables, pictureOf } from "./edited-world.ts";
import { startingFleet } from "./starting-fleet.ts";

const batch = fc.record({ tried: fc.array(anyEdit, { maxLength: 3 }), edits: fc.array(anyEdit, { minLength: 1, maxLength: 4 }) });
const history = fc.array(batch, { minLength: 1, maxLength: 8 });

function live(batches: readonly { readonly tried: readonly Edit[]; readonly edits: readonly Edit[] }[]): EditedWorld {
  const edited = new EditedWorld();
  edited.apply(startingFleet);
  for (const { tried, edits } of batches) {
    edited.attempt(tried);
    edited.apply(edits);
  }
  return edited;
}

/** Findings that random edits must come across, else the properties below say little. */
const metOften = [
  ...["UNKNOWN_REFERENCE", "UNKNOWN_LISTENER", "UNKNOWN_VERSION", "UNKNOWN_SECTION", "NOT_ALLOWED", "PROTOCOL_MISMATCH", "HOSTNAME_MISMATCH"],
  ...[
    "HOSTNAME_NOT_SERVED",
    "NOT_FOR_GRPC_CLIENTS",
    "POLICY_CONFLICT",
    "POLICY_DOES_NOT_FIT",
    "PORT_CONFLICT",
    "ALREADY_TAKEN",
    "PATCH_INVALID",
    "FILE_NOT_PERMITTED",
  ],
];

it("random edits meet every type of resource and the usual findings", () => {
  const resources = new Map<string, number>();
  const findings = new Set<string>();
  for (const batches of fc.sample(history, { numRuns: 150, seed: 26 })) {
    const edited = live(batches);
    const picture = pictureOf(edited.world, edited.objects.values());
    for (const type of Object.keys(picture.resources).map((key) => key.split(" ")[1] ?? "")) resources.set(type, (resources.get(type) ?? 0) + 1);
    for (const finding of Object.values(picture.findings).flat()) findings.add(finding.split(" ")[1] ?? "");
  }
  for (const type of ["listener", "route", "cluster", "endpoint", "secret"]) expect(resources.get(type) ?? 0, type).toBeGreaterThan(150);
  expect(metOften.filter((code) => !findings.has(code))).toEqual([]);
});

describe("any sequence of edits, in any batching, with attempts between", () => {
  it("ends in the resources and findings of a build from nothing, and in what streams were told", () => {
    fc.assert(
      fc.property(history, (batches) => {
        const edited = live(batches);
        const objects = [...edited.objects.values()];
        const picture = pictureOf(edited.world, objects);
        expect(picture).toEqual(pictureOf(builtFromNothing(objects), objects));
        expect(edited.told).toEqual(picture.resources);
      }),
      { numRuns: 100 },
    );
  });

  it("puts the same virtual hosts into route tables and beside them", () => {
    fc.assert(
      fc.property(history, (batches) => {
        const { world } = live(batches);
        expect(hostsBeside(world)).toEqual(hostsInTables(world));
      }),
      { numRuns: 50 },
    );
  });

  it("ends in nothing when everything is deleted", () => {
    fc.assert(
      fc.property(history, (batches) => {
        const edited = live(batches);
        edited.apply([...edited.objects.values()].map((object) => ({ key: keyOf(object), labels: {}, spec: undefined })));
        expect(edited.told).toEqual({});
        const { graph, resources } = edited.world;
        const collections = [...Object.values(resources.views), ...resources.findings, ...graph.findings, graph.hosts, graph.routes, graph.clusters];
        expect(collections.map(({ size }) => size).filter((size) => size > 0)).toEqual([]);
      }),
      { numRuns: 30 },
    );
  });

  it("says the same whatever the order in which the objects came", () => {
    fc.assert(
      fc.property(history, fc.infiniteStream(fc.nat()), (batches, random) => {
        const objects = [...live(batches).objects.values()];
        const shuffled = objects.map((object) => ({ object, rank: random.next().value as number })).sort((left, right) => left.rank - right.rank);
        const reordered = builtFromNothing(shuffled.map(({ object }) => object));
        expect(pictureOf(reordered, objects)).toEqual(pictureOf(builtFromNothing(objects), objects));
      }),
      { numRuns: 30 },
    );
  });
});
