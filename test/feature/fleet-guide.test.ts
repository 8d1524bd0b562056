import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { meterFleet } from "../../src/discovery/fleet/fleet-meters.ts";
import { NodeTable } from "../../src/discovery/fleet/node-table.ts";
import { QuarantineTable } from "../../src/discovery/quarantine/quarantine-table.ts";
import { resourceStates } from "../../src/discovery/subscription/ledger.ts";
import { noMetrics, silentLogger } from "../../src/kit/telemetry.ts";
import { FakeClock } from "../kit/fake-clock.ts";
import { testSealKey } from "../kit/translate/translate.ts";

const page = readFileSync(fileURLToPath(new URL("../../docs/guide/fleet.md", import.meta.url)), "utf8");

it("the page of the fleet has every metric of it with its labels", () => {
  const names: string[] = [];
  const metrics = {
    ...noMetrics,
    collected: ({ name, labels = [] }: { readonly name: string; readonly labels?: readonly string[] }): void =>
      void names.push(`${name}{${labels.join(", ")}}`),
  };
  const quarantines = new QuarantineTable({ sealKey: testSealKey, logger: silentLogger });
  meterFleet({ metrics, nodes: new NodeTable(new FakeClock()), quarantines, revision: () => 0 });
  const told = [...page.matchAll(/^\| `(?<metric>sluice_\w+\{[^}]*\})` \|/gmu)].map(({ groups }) => groups?.["metric"]);
  expect(told).toEqual(names);
});

it("the page of the fleet has every state in which a resource may be that a proxy does not have as it should", () => {
  const rows = [...page.matchAll(/^\| (?<states>`\w+`(?:, `\w+`)?) \|/gmu)].flatMap(({ groups }) => [...(groups?.["states"] ?? "").matchAll(/`(\w+)`/gu)]);
  const told = rows.map(([, name]) => name).filter((name) => name?.startsWith("sluice_") !== true);
  expect(new Set(told)).toEqual(new Set(resourceStates.filter((state) => state !== "acked" && state !== "absent")));
});
