import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import { needBinary } from "../../kit/binary/require.ts";
import { tempFolder } from "../../kit/binary/temp-folder.ts";

const root = join(import.meta.dirname, "..", "..", "..");

it("the kit finds of go-control-plane what the committed results say", async (context) => {
  await needBinary("go", context);
  const folder = await tempFolder("xds-results");
  const run = spawn(process.execPath, [join(root, "tools", "conformance", "xds.ts"), "--record", "--to", folder], { cwd: root, stdio: "inherit" });
  expect(await once(run, "exit")).toEqual([0, null]);
  for (const name of ["sluice", "go-control-plane-snapshot", "go-control-plane-linear"]) {
    const [found, committed] = await Promise.all([folder, join(import.meta.dirname, "results")].map((place) => readFile(join(place, `${name}.json`), "utf8")));
    expect(found, name).toBe(committed);
  }
});
