import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { benchNames, findBench } from "./benches.ts";
import { chooseCases } from "./kit/choose-cases.ts";
import { thisMachine, thisRevision } from "./kit/machine.ts";
import { runBench } from "./kit/run-bench.ts";
import { runCase } from "./kit/run-case.ts";
import { writeResult } from "./kit/write-result.ts";
import { makeRoutes, queryFleet, rebuildPlainly } from "./query/fleet.ts";
import { query } from "./query.ts";

function run(...args: readonly string[]) {
  return spawnSync(process.execPath, [join(import.meta.dirname, "run.ts"), ...args], { encoding: "utf8" });
}

describe("npm run bench", () => {
  it.each([
    ["an unknown bench", ["querry"], 'There is no bench "querry": the benches are '],
    ["a prototype's name", ["constructor"], 'There is no bench "constructor"'],
    ["runs that are no number", ["query", "--runs", "many"], '--runs is "many": use a number from 1 to 99'],
    ["no runs", ["query", "--runs", "0"], '--runs is "0"'],
    ["a case that is not there", ["query", "--case", "many"], '--case is "many": the cases of bench query are'],
    ["an unknown option", ["query", "--fast"], "--fast"],
  ])("refuses %s", (_, args, message) => {
    const { status, stderr } = run(...args);
    expect(stderr).toContain(message);
    expect(stderr).toContain("usage: npm run bench");
    expect(status).toBe(2);
  });

  it("hints at the nearest name", () => {
    expect(() => findBench("qeury")).toThrow("did you mean query?");
  });

  it.each(benchNames)("%s goes by the name it is listed under, and its ratios name cells that are there", async (name) => {
    const bench = await findBench(name);
    expect(bench.name).toBe(name);
    for (const { cases = [] } of bench.metrics) expect(bench.cases).toEqual(expect.arrayContaining([...cases]));
    for (const cell of bench.ratios.flatMap(({ of, to }) => [of, ...(to === undefined ? [] : [to])])) {
      expect(bench.cases).toContain(cell.case);
      const measured = bench.metrics.filter(({ cases }) => cases?.includes(cell.case) ?? true);
      expect(measured.map((metric) => metric.name)).toContain(cell.metric);
    }
  });

  it("measures cases in processes of their own and writes both files", async () => {
    const bench = {
      ...query,
      cases: ["50", "100"],
      ratios: [{ title: "calls", of: { case: "50", metric: "change, calls" }, to: { case: "100", metric: "change, calls" } }],
    };
    const told: string[] = [];
    const measured = await runBench(bench, { runs: 1, onRun: (text) => told.push(text) });
    expect(told).toEqual([expect.stringMatching(/^query 50: run 1 of 1 \([\d.]+ s\)$/), expect.stringMatching(/^query 100: run 1 of 1/)]);
    expect(measured.summaries["100"]?.["change, calls"]).toEqual({ median: 6, least: 6, most: 6 });
    expect(measured.summaries["100"]?.["attempt, calls"]?.median).toBe(6);
    expect(measured.ratios[0]?.value).toBe(1);
    const folder = join(mkdtempSync(join(tmpdir(), "sluice-bench-")), "results");
    const [json = "", page = ""] = writeResult(folder, { bench, machine: thisMachine(), revision: thisRevision(import.meta.dirname), ...measured });
    expect(JSON.parse(readFileSync(json, "utf8"))).toMatchObject({
      name: "query",
      runs: 1,
      machine: { cores: expect.any(Number), node: process.version },
      revision: { commit: expect.stringMatching(/^([0-9a-f]{40}|unknown)$/) },
      summaries: { "50": { "change, calls": { median: 6 } } },
    });
    expect(readFileSync(page, "utf8")).toContain("| change, calls | 6 | 6 |");
  }, 60_000);

  it("measures the cases alone that are asked for, and judges what is between them", async () => {
    const bench = await findBench("propagation");
    const chosen = chooseCases(bench, "delta 500");
    expect(chosen.cases).toEqual(["ours delta 500", "linear delta 500", "snapshot delta 500"]);
    expect(chosen.ratios.map(({ title }) => title)).toEqual(bench.ratios.map(({ title }) => title).filter((title) => title.startsWith("delta 500")));
    expect(chooseCases(bench, "ours delta 500").ratios.map(({ title }) => title)).toEqual(["delta 500: memory a stream"]);
    expect(chooseCases(bench)).toEqual(bench);
  });

  it("names the case whose process fails, and the one that takes too long", async () => {
    await expect(runCase({ ...query, nodeOptions: [] }, "10")).rejects.toThrow("Bench query, case 10, ended with code 1 before it had a result");
    await expect(runCase({ ...query, timeoutMs: 1 }, "100000")).rejects.toThrow(
      "Bench query, case 100000, ended with SIGKILL before it had a result (limit 1 ms)",
    );
  });
});

describe("the fleet of the query bench", () => {
  it("comes out the same from the engine and from the plain rebuild", () => {
    const routes = makeRoutes(500);
    const fleet = queryFleet();
    fleet.fill(routes);
    const plain = rebuildPlainly(routes);
    expect(fleet.hosts()).toEqual(plain.hosts);
    expect(fleet.gateways()).toEqual(plain.gateways);
    expect(plain.hosts.size).toBe(5);
  });
});
