// The process of one run of one case; started by kit/run-case.ts with the names of the bench and of the case.
import { findBench } from "./benches.ts";

const [benchName = "", caseName = ""] = process.argv.slice(2);
const bench = await findBench(benchName);
const measures = await bench.measure(caseName);
if (process.send === undefined) throw new Error("This is the process of one case: use npm run bench");
process.send(measures, () => process.disconnect?.());
