// Finds or fetches the real programs and prints where they are:  node tools/run.mjs tools/binaries.ts [envoy] [etcd] [redis] [go]
import { type BinaryName, executableNames } from "../src/main/binary/binary-name.ts";
import { findBinary } from "../src/main/binary/find-binary.ts";

const known = Object.keys(executableNames) as BinaryName[];
const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !known.some((binary) => binary === name));
if (unknown.length > 0) {
  console.error(`Unknown: ${unknown.join(", ")}; known are ${known.join(", ")}`);
  process.exit(2);
}
for (const name of asked.length > 0 ? known.filter((binary) => asked.includes(binary)) : known) {
  const found = await findBinary(name, { onDownload: (what) => console.error(`fetches ${what}`) });
  console.log("missing" in found ? `${name}: ${found.missing}` : `${name} ${found.version}  ${found.path}`);
  if ("missing" in found) process.exitCode = 1;
}
