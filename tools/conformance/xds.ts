// Runs the xDS conformance kit of test/conformance/xds (its README.md says more):
//   npm run conformance:xds                                          Sluice, in this process
//   npm run conformance:xds -- --address H:P --control URL           any server behind the control protocol; it has --answer MS (3000) for
//                                                                    an answer, and is quiet when it has said nothing for --quiet MS (150)
//   npm run conformance:xds -- --record                              Sluice and go-control-plane; writes results/ (or --to FOLDER) for the reference
import { join } from "node:path";
import { parseArgs } from "node:util";
import { startVitest } from "vitest/node";
import { Control } from "../../test/conformance/xds/kit/control.ts";
import { startGoPeer } from "./go-peer.ts";
import { ResultReporter } from "./result-reporter.ts";

const root = join(import.meta.dirname, "..", "..");
const given = parseArgs({
  options: {
    address: { type: "string" },
    control: { type: "string" },
    answer: { type: "string", default: "3000" },
    quiet: { type: "string", default: "150" },
    out: { type: "string" },
    record: { type: "boolean", default: false },
    to: { type: "string", default: join(root, "test", "conformance", "xds", "results") },
  },
}).values;

interface Target {
  readonly server: string;
  readonly out: string | undefined;
  /** Where a foreign server is; Sluice runs in the process of the tests. */
  readonly at?: { readonly address: string; readonly control: string };
}

if (given.record) await record();
else process.exitCode = (await run(await targetOf())) ? 0 : 1;

async function targetOf(): Promise<Target> {
  const { address, control, out } = given;
  if (address === undefined && control === undefined) return { server: "Sluice", out };
  if (address === undefined || control === undefined) throw new Error("--address H:P and --control URL belong together");
  return { server: await new Control(control).server(), out, at: { address, control } };
}

async function record(): Promise<void> {
  const passed = await run({ server: "Sluice", out: join(given.to, "sluice.json") });
  for (const cache of ["snapshot", "linear"] as const) {
    const peer = await startGoPeer(root, cache);
    // That it fails some cases is what the table tells.
    await run({ server: await new Control(peer.control).server(), out: join(given.to, `go-control-plane-${cache}.json`), at: peer });
    peer.close();
  }
  process.exitCode = passed ? 0 : 1;
}

/** One file after the other: a foreign server has one state. Answers whether all cases passed. */
async function run({ server, out, at }: Target): Promise<boolean> {
  const env =
    at === undefined
      ? {}
      : { SLUICE_XDS_ADDRESS: at.address, SLUICE_XDS_CONTROL: at.control, SLUICE_XDS_QUIET_MS: given.quiet, SLUICE_XDS_ANSWER_MS: given.answer };
  const recorder = out === undefined ? [] : [new ResultReporter(server, out)];
  const files = ["test/conformance/xds"];
  const vitest = await startVitest("test", files, {
    root,
    env,
    watch: false,
    project: ["conformance"],
    fileParallelism: false,
    reporters: [["default", { summary: false }], ...recorder],
  });
  const failed = vitest.state.getCountOfFailedTests();
  await vitest.close();
  return failed === 0;
}
