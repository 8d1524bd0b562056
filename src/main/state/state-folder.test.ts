import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, describe, expect, it } from "vitest";
import { tempFolder } from "../../../test/kit/binary/temp-folder.ts";
import { openStateFolder, stateFormat } from "./state-folder.ts";

let root: string;
beforeEach(async () => {
  root = await tempFolder("state");
});

/** Another process that opens the folder and holds it until it is killed. */
async function holdElsewhere(folder: string) {
  const module = new URL("./state-folder.ts", import.meta.url).href;
  const code = `const { openStateFolder } = await import(${JSON.stringify(module)}); openStateFolder(${JSON.stringify(folder)}, "sluice dev"); console.log("held"); setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ["--input-type=module", "-e", code], { stdio: ["ignore", "pipe", "inherit"] });
  await once(child.stdout, "data");
  return child;
}

function markerText(value: unknown): string {
  return `${JSON.stringify(value)}\n`;
}

describe("openStateFolder", () => {
  it("makes a folder that only its owner may enter, and finds it again", () => {
    const path = join(root, "deep", ".sluice");
    const first = openStateFolder(path, "sluice dev");
    expect(first.isNew).toBe(true);
    expect(statSync(path).mode & 0o777).toBe(0o700);
    expect(JSON.parse(readFileSync(first.file("sluice.json"), "utf8"))).toEqual({ kind: "sluice state folder", format: stateFormat });
    first.close();
    const second = openStateFolder(path, "sluice dev");
    expect(second.isNew).toBe(false);
    second.close();
  });

  it("takes an empty folder, and one where just the keys are", () => {
    mkdirSync(join(root, "bare"));
    const bare = openStateFolder(join(root, "bare"), "sluice serve");
    expect(bare.isNew).toBe(true);
    bare.close();
    mkdirSync(join(root, "keys"));
    for (const key of ["seal.key", "admin.key"]) writeFileSync(join(root, "keys", key), "kept\n");
    const withKeys = openStateFolder(join(root, "keys"), "sluice restore");
    expect(withKeys.isNew).toBe(true);
    expect(readFileSync(withKeys.file("seal.key"), "utf8")).toBe("kept\n");
    withKeys.close();
  });

  it("leaves a foreign folder alone", () => {
    const path = join(root, "photos");
    mkdirSync(path);
    writeFileSync(join(path, "cat.jpg"), "");
    expect(() => openStateFolder(path, "sluice dev")).toThrow(
      `Folder ${path} is not a state folder of sluice: it holds cat.jpg and no sluice.json; choose another one by --state-dir`,
    );
    writeFileSync(join(root, "file"), "");
    expect(() => openStateFolder(join(root, "file"), "sluice dev")).toThrow(/is a file; choose another one by --state-dir$/u);
  });

  it.each([
    [markerText({ kind: "sluice state folder", format: 0 }), "ERR_STATE_OLD"],
    [markerText({ kind: "sluice state folder", format: 2 }), "ERR_STATE_NEWER"],
    [markerText({ kind: "something else", format: 1 }), "ERR_STATE_DAMAGED"],
    ["{", "ERR_STATE_DAMAGED"],
  ])("refuses the marker %j with %s", (text, code) => {
    writeFileSync(join(root, "sluice.json"), text);
    expect(() => openStateFolder(root, "sluice dev")).toThrow(expect.objectContaining({ code }));
  });

  it("names the process that has it, and takes over from one that was killed", async () => {
    const child = await holdElsewhere(root);
    expect(() => openStateFolder(root, "sluice dev")).toThrow(
      `State folder ${root} is in use by process ${child.pid} (sluice dev): end it, or choose another folder by --state-dir`,
    );
    child.kill("SIGKILL");
    await once(child, "exit");
    openStateFolder(root, "sluice dev").close();
  });

  it("holds it against a second start in this process too", () => {
    const folder = openStateFolder(root, "sluice dev");
    expect(() => openStateFolder(root, "sluice serve")).toThrow(`in use by process ${process.pid} (sluice dev)`);
    folder.close();
    openStateFolder(root, "sluice serve").close();
  });
});
