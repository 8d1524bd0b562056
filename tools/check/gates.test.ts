import { describe, expect, it } from "vitest";
import { gates } from "./gates.ts";
import { plantedTree, repository } from "./planted-tree.ts";
import { type GateResult, runGate, runGates } from "./run-gates.ts";

const bin = `${repository}/node_modules/.bin`;

async function ask(name: string, files: Readonly<Record<string, string>> = {}): Promise<GateResult> {
  const gate = gates.find((candidate) => candidate.name === name);
  if (gate === undefined) throw new Error(`No gate ${name}`);
  return runGate(gate, { root: await plantedTree(files), bin });
}

/** Everything that is written in one file of the pure core, as Biome would format it. */
function pure(body: string): string {
  return `/** A fault for the gate to find. */\nexport function fault(): unknown {\n  ${body}\n}\n`;
}

/** The slowest gate reads dictionaries for seconds, and on a busy machine for many. */
const gateTimeoutMs = 90_000;

// Each gate is green on a sound tree and red on each fault, and says which file is at fault. All faults of a gate are planted at once.
const faults: Readonly<Record<string, Readonly<Record<string, { file: string; says: RegExp }>>>> = {
  lint: {
    "src/kit/format.ts": { file: "/** One. */\nexport const one=1\n", says: /src\/kit\/format\.ts format/ },
    "src/kit/BadName.ts": { file: "/** One. */\nexport const one = 1;\n", says: /BadName\.ts.*useFilenamingConvention/ },
    "src/main/default.ts": { file: "export default 1;\n", says: /default\.ts.*noDefaultExport/ },
    "src/main/enum.ts": { file: "/** A colour. */\nexport enum Colour {\n  red = 1,\n}\n", says: /enum\.ts.*noEnum/ },
    "src/main/any.ts": { file: "/** Any. */\nexport let any: any;\n", says: /any\.ts.*noExplicitAny/ },
    "src/main/long-function.ts": { file: longFunction(61), says: /long-function\.ts.*noExcessiveLinesPerFunction/ },
    "src/main/long-file.ts": { file: `/** Long. */\nexport const list = [\n${'  "a",\n'.repeat(400)}];\n`, says: /long-file\.ts.*noExcessiveLinesPerFile/ },
    "src/main/complex.ts": { file: complexFunction(13), says: /complex\.ts.*noExcessiveCognitiveComplexity/ },
    "src/main/parameters.ts": {
      file: "/** Sum. */\nexport function sum(a: number, b: number, c: number, d: number): number {\n  return a + b + c + d;\n}\n",
      says: /parameters\.ts.*useMaxParams/,
    },
    "src/main/extension.ts": { file: 'import { double } from "../kit/double";\n\ndouble(1);\n', says: /extension\.ts.*useImportExtensions/ },
    "src/main/barrel.ts": { file: 'export * from "../kit/double.ts";\n', says: /barrel\.ts.*(noBarrelFile|noReExportAll)/ },
    "src/main/one.ts": { file: 'import type { Two } from "./two.ts";\n\n/** One. */\nexport type One = Two | 1;\n', says: /one\.ts.*noImportCycles/ },
    "src/main/two.ts": { file: 'import type { One } from "./one.ts";\n\n/** Two. */\nexport type Two = One | 2;\n', says: /two\.ts.*noImportCycles/ },
    "src/main/undeclared.ts": { file: 'import "express";\n', says: /undeclared\.ts.*noUndeclaredDependencies/ },
    "src/main/cause.ts": { file: 'try {\n  JSON.parse("");\n} catch {\n  throw new Error("Lost");\n}\n', says: /cause\.ts:4:3 plugin/ },
    "src/main/thrown.ts": { file: 'throw "text";\n', says: /thrown\.ts.*useThrowOnlyError/ },
    "src/admin/environment.ts": { file: pure('return process.env["HOME"];'), says: /environment\.ts.*noProcessEnv/ },
    "src/kit/clock.ts": { file: pure("return Date.now();"), says: /kit\/clock\.ts:3:10 plugin/ },
    "src/model/date.ts": { file: pure("return new Date();"), says: /model\/date\.ts:3:10 plugin/ },
    "src/graph/random.ts": { file: pure("return Math.random();"), says: /graph\/random\.ts:3:10 plugin/ },
    "src/policy/alias.ts": { file: pure("const now = Date.now;\n  return now();"), says: /policy\/alias\.ts:3:15 plugin/ },
    "src/xds/global.ts": { file: pure("return globalThis.setTimeout(() => undefined, 1);"), says: /xds\/global\.ts:3:10 plugin/ },
    "src/authz/decide/timer.ts": { file: pure("return setTimeout(() => undefined, 1);"), says: /decide\/timer\.ts.*noRestrictedGlobals/ },
    "src/discovery/subscription/later.ts": { file: pure("const later = setTimeout;\n  return later;"), says: /subscription\/later\.ts.*noRestrictedGlobals/ },
    "src/kit/process.ts": { file: pure("return process.pid;"), says: /kit\/process\.ts.*noRestrictedGlobals/ },
    "src/xds/pure-cause.ts": {
      file: pure('try {\n    return JSON.parse("");\n  } catch {\n    throw new Error("Lost");\n  }'),
      says: /pure-cause\.ts:6:5 plugin/,
    },
  },
  docs: {
    "src/kit/undocumented.ts": { file: "export const one = 1;\n", says: /src\/kit\/undocumented\.ts:1 one has no doc comment/ },
    "src/kit/dots.ts": { file: "/** … */\nexport interface Dots {\n  readonly a: 1;\n}\n", says: /dots\.ts:2 Dots has no doc comment/ },
    "test/kit/helper.ts": { file: "// Not a doc comment.\nexport function help(): void {}\n", says: /helper\.ts:2 help has no doc comment/ },
    "changes/new-thing.md": { file: "# New\n", says: /changes\/new-thing\.md is not named KIND-SLUG\.md/ },
    "changes/fix-thing.md": { file: "Fixed.\n", says: /changes\/fix-thing\.md does not start with/ },
    "docs/page.md": {
      file: "# Page\n\nSee [there](nowhere.md), [here](page.md), [out](https://example.com).\n",
      says: /docs\/page\.md:3 The link to nowhere\.md leads nowhere/,
    },
    "docs/decisions/0007-one.md": { file: "# 0007 One\n", says: /0007-one\.md does not start with "# 0007: Title"/ },
    "docs/decisions/0007-two.md": { file: "# 0007: Two\n", says: /0007-two\.md has the number of docs\/decisions\/0007-one\.md/ },
  },
  types: {
    "src/kit/wrong.ts": { file: '/** One. */\nexport const one: number = "1";\n', says: /kit\/wrong\.ts\(2,14\): error TS2322/ },
    "src/kit/index.ts": {
      file: "/** First. */\nexport function first(list: string[]): string {\n  return list[0];\n}\n",
      says: /kit\/index\.ts\(3,3\): error TS2322/,
    },
    "src/kit/optional.ts": { file: "/** Box. */\nexport const box: { a?: number } = { a: undefined };\n", says: /kit\/optional\.ts\(2,14\): error TS2375/ },
    "src/main/namespace.ts": {
      file: "/** Not strippable. */\nexport class Point {\n  constructor(readonly x: number) {}\n}\n",
      says: /main\/namespace\.ts\(3,15\): error TS1294/,
    },
  },
  promises: {
    "src/main/floating.ts": { file: "Promise.resolve(1);\n", says: /floating\.ts:1/ },
    "src/main/misused.ts": { file: "[1].forEach(async () => Promise.resolve());\n", says: /misused\.ts:1/ },
    "src/main/switch.ts": {
      file: 'type Kind = "a" | "b";\n\n/** Name. */\nexport function name(kind: Kind): string {\n  switch (kind) {\n    case "a":\n      return "A";\n  }\n  return "";\n}\n',
      says: /switch\.ts:5/,
    },
    "src/main/unsafe.ts": { file: 'const value = JSON.parse("1");\nvalue.call();\n', says: /unsafe\.ts:2/ },
    "src/main/condition.ts": {
      file: "/** Size. */\nexport function size(list: string[]): number {\n  return list ? list.length : 0;\n}\n",
      says: /condition\.ts:3/,
    },
  },
  layers: {
    "src/kit/up.ts": { file: 'import "../model/thing.ts";\n', says: /layer-kit: src\/kit\/up\.ts → src\/model\/thing\.ts/ },
    "src/model/thing.ts": { file: 'export type Thing = import("../graph/node.ts").Node;\n', says: /layer-model: src\/model\/thing\.ts → src\/graph\/node\.ts/ },
    "src/graph/node.ts": {
      file: 'import type { Late } from "../xds/late.ts";\n\nexport type Node = Late;\n',
      says: /layer-graph: src\/graph\/node\.ts → src\/xds\/late\.ts/,
    },
    "src/xds/late.ts": { file: 'export type Late = 1;\n\nawait import("../policy/cors.ts");\n', says: /layer-xds: src\/xds\/late\.ts → src\/policy\/cors\.ts/ },
    "src/policy/cors.ts": { file: 'import "../store/port.ts";\n', says: /layer-policy: src\/policy\/cors\.ts → src\/store\/port\.ts/ },
    "src/store/port.ts": { file: 'import "../admin/page.ts";\n', says: /layer-store: src\/store\/port\.ts → src\/admin\/page\.ts/ },
    "src/admin/page.ts": { file: 'import "../discovery/stream.ts";\n', says: /layer-admin: src\/admin\/page\.ts → src\/discovery\/stream\.ts/ },
    "src/discovery/stream.ts": { file: 'import "../graph/node.ts";\n', says: /layer-discovery: src\/discovery\/stream\.ts → src\/graph\/node\.ts/ },
    "src/snapshot/view.ts": { file: 'import "../graph/node.ts";\n', says: /layer-snapshot: src\/snapshot\/view\.ts → src\/graph\/node\.ts/ },
    "src/authz/plan.ts": { file: 'import "../ratelimit/plan.ts";\n', says: /layer-authz: src\/authz\/plan\.ts → src\/ratelimit\/plan\.ts/ },
    "src/ratelimit/plan.ts": { file: 'import "../queue/plan.ts";\n', says: /layer-ratelimit: src\/ratelimit\/plan\.ts → src\/queue\/plan\.ts/ },
    "src/queue/plan.ts": { file: 'import "../authz/plan.ts";\n', says: /layer-queue: src\/queue\/plan\.ts → src\/authz\/plan\.ts/ },
    "src/http2/frame.ts": { file: 'import "../model/thing.ts";\n', says: /layer-http2: src\/http2\/frame\.ts → src\/model\/thing\.ts/ },
    "src/mesh/identity.ts": { file: 'import "../xds/late.ts";\n', says: /layer-mesh: src\/mesh\/identity\.ts → src\/xds\/late\.ts/ },
    "src/integrate/host.ts": { file: 'import "../store/port.ts";\n', says: /layer-integrate: src\/integrate\/host\.ts → src\/store\/port\.ts/ },
    "src/client/rest.ts": { file: 'import "../admin/page.ts";\n', says: /layer-client: src\/client\/rest\.ts → src\/admin\/page\.ts/ },
    "src/cli/get.ts": { file: 'import "../main/sluice.ts";\n', says: /layer-cli: src\/cli\/get\.ts → src\/main\/sluice\.ts/ },
    "src/telemetry/metrics.ts": { file: 'import "../model/thing.ts";\n', says: /layer-telemetry: src\/telemetry\/metrics\.ts → src\/model\/thing\.ts/ },
    "src/utils/thing.ts": { file: 'import "../kit/double.ts";\n', says: /unknown-layer: src\/utils\/thing\.ts → src\/kit\/double\.ts/ },
    "src/alone.ts": { file: "export const alone = 1;\n", says: /unknown-layer-orphan: src\/alone\.ts/ },
    "src/main/helped.ts": { file: 'import "../../test/kit/help.ts";\n', says: /src-alone: src\/main\/helped\.ts → test\/kit\/help\.ts/ },
    "test/kit/help.ts": { file: "export const help = 1;\n", says: /test\/kit\/help\.ts/ },
    "src/graph/file.ts": { file: 'import "node:fs";\n', says: /pure-core: src\/graph\/file\.ts → fs/ },
    "src/graph/wire.ts": { file: 'import "http";\n', says: /pure-core: src\/graph\/wire\.ts → http/ },
    "src/authz/decide/key.ts": { file: 'import "node:crypto";\n', says: /pure-core: src\/authz\/decide\/key\.ts → crypto/ },
    "src/kit/hash.ts": { file: 'import "node:crypto";\nimport "node:fs";\n', says: /pure-hash: src\/kit\/hash\.ts → fs/ },
    "src/main/one.ts": { file: 'import type { Two } from "./two.ts";\n\nexport type One = Two | 1;\n', says: /no-cycle: src\/main\/(one|two)\.ts/ },
    "src/main/two.ts": { file: 'import type { One } from "./one.ts";\n\nexport type Two = One | 2;\n', says: /no-cycle: src\/main\/(one|two)\.ts/ },
    "src/main/gone.ts": { file: 'import "./not-there.ts";\n', says: /resolvable: src\/main\/gone\.ts/ },
    "src/main/development.ts": { file: 'import "vitest";\n', says: /production-packages: src\/main\/development\.ts/ },
  },
  "dead-code": {
    "src/kit/unused-file.ts": { file: "/** Nobody wants it. */\nexport const unused = 1;\n", says: /Unused files[\s\S]*src\/kit\/unused-file\.ts/ },
    "src/kit/double.ts": {
      file: "/** Twice. */\nexport function double(value: number): number {\n  return value * 2;\n}\n/** Thrice. */\nexport function triple(value: number): number {\n  return value * 3;\n}\n",
      says: /Unused exports[\s\S]*triple/,
    },
    "src/main/sluice.ts": {
      file: 'import "express";\nimport { double } from "../kit/double.ts";\n\ndouble(1);\n',
      says: /Unused dependencies[\s\S]*zod[\s\S]*Unlisted dependencies[\s\S]*express/,
    },
  },
  markdown: {
    "docs/headings.md": { file: "# One\n\n### Three\n", says: /docs\/headings\.md:3.*MD001/ },
    "docs/bare.md": { file: "# One\n\nhttps://example.com\n", says: /docs\/bare\.md:3.*MD034/ },
  },
  words: {
    "docs/spelling.md": { file: "# One\n\nThis is mispeled.\n", says: /docs\/spelling\.md:3:9 .*mispeled/ },
    "src/main/spelling.ts": { file: "const recieve = 1;\nprocess.exit(recieve);\n", says: /src\/main\/spelling\.ts:1:7 .*recieve/ },
  },
};

function longFunction(lines: number): string {
  return `/** Long. */\nexport function long(): void {\n${"  process.exitCode = 1;\n".repeat(lines)}}\n`;
}

function complexFunction(branches: number): string {
  const body = Array.from({ length: branches }, (_, index) => `  if (value === ${index}) process.exitCode = ${index};\n`).join("");
  return `/** Complex. */\nexport function complex(value: number): void {\n${body}}\n`;
}

describe.concurrent("a gate is green on a sound tree and red on each planted fault", () => {
  for (const [name, planted] of Object.entries(faults)) {
    it(
      name,
      async () => {
        const sound = await ask(name);
        expect(sound.output, "the sound tree").toSatisfy(() => sound.isGreen);
        const files = Object.fromEntries(Object.entries(planted).map(([path, { file }]) => [path, file]));
        const faulty = await ask(name, files);
        expect(faulty.isGreen, "the tree with faults").toBe(false);
        for (const { says } of Object.values(planted)) expect(faulty.output).toMatch(says);
      },
      gateTimeoutMs,
    );
  }
});

describe("the run of all gates", () => {
  it("has a planted fault for each gate", () => {
    // The one for src/gen is in tools/gen/main.test.ts: it needs the whole of proto/. That of docs/reference is in tools/reference/main.test.ts: it needs the whole model.
    expect(gates.map((gate) => gate.name).sort()).toEqual([...Object.keys(faults), "generated", "reference"].sort());
  });

  it("goes on after a red gate, keeps the order and takes silence for a fault", async () => {
    const say = (name: string, script: string, mustSay?: RegExp) => ({
      name,
      proves: name,
      command: ["node", "-e", script] as const,
      ...(mustSay === undefined ? {} : { mustSay }),
    });
    const seen: string[] = [];
    const results = await runGates(
      [
        say("slow", "setTimeout(() => console.log('read 3'), 200)", /read [1-9]/),
        say("red", "process.exit(3)"),
        say("silent", "console.log('read 0')", /read [1-9]/),
      ],
      {
        root: repository,
        bin,
        width: 2,
        onResult: (result) => seen.push(result.gate.name),
      },
    );
    expect(results.map((result) => [result.gate.name, result.isGreen])).toEqual([
      ["slow", true],
      ["red", false],
      ["silent", false],
    ]);
    expect(seen.sort()).toEqual(["red", "silent", "slow"]);
    expect(results[2]?.output).toContain("seems to have read nothing");
  });

  it("is red when a tool is not there", async () => {
    const missing = await runGate({ name: "x", proves: "x", command: ["no-such-tool"] }, { root: repository, bin });
    expect(missing).toMatchObject({ isGreen: false, output: expect.stringContaining("cannot be started") });
  });
});
