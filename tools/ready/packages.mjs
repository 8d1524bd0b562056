import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { installAside } from "./aside.mjs";
import { phase } from "./phase.mjs";

/**
 * What has to be done so that `node_modules` covers `need`: nothing (undefined), or the returned function.
 * An installation of everything also covers production.
 * @param {"production" | "all"} need
 * @returns {(() => Promise<void>) | undefined}
 */
export function choosePackages(paths, need) {
  if (isCovered(paths, need)) return undefined;
  return async () => {
    if (isCovered(paths, need)) return;
    if (!installationMatches(paths, need)) await install(paths, need);
    writeStamp(paths, need);
  };
}

function isCovered(paths, need) {
  if (!existsSync(paths.modulesStamp)) return false;
  const stamp = JSON.parse(readFileSync(paths.modulesStamp, "utf8"));
  return stamp.lock === lockHash(paths) && stamp.platform === platform() && (stamp.need === need || stamp.need === "all");
}

function writeStamp(paths, need) {
  linkOwnCommand(paths);
  writeFileSync(paths.modulesStamp, JSON.stringify({ lock: lockHash(paths), platform: platform(), need }));
}

function lockHash(paths) {
  return createHash("sha256").update(readFileSync(paths.packageLock)).digest("hex");
}

function platform() {
  return `${process.platform}-${process.arch}`;
}

/**
 * Whether somebody else's `npm ci` or `npm install` has already put in place what the lock file asks for: npm leaves a list of what it
 * installed, and every package that is needed must be on it with the same hash. Optional packages may be missing; they are for other platforms.
 */
function installationMatches(paths, need) {
  if (!existsSync(paths.installed)) return false;
  const wanted = JSON.parse(readFileSync(paths.packageLock, "utf8")).packages;
  const found = JSON.parse(readFileSync(paths.installed, "utf8")).packages;
  return Object.entries(wanted).every(([place, entry]) => {
    const isNeeded = place !== "" && !entry.optional && !(need === "production" && entry.dev);
    return !isNeeded || (found[place]?.version === entry.version && found[place]?.integrity === entry.integrity);
  });
}

async function install(paths, need) {
  const flags = need === "production" ? ["--omit=dev"] : [];
  const what = need === "production" ? "the packages that the program needs" : "all packages, those for development too";
  const files = Object.fromEntries(["package.json", "package-lock.json", ".npmrc"].map((file) => [file, readFileSync(join(paths.root, file))]));
  await phase(`installs ${what}`, () => installAside({ folder: paths.install, files, flags, target: paths.modules }));
}

/** Without this link `npx sluice` would install the repository into npm's own cache first. */
function linkOwnCommand(paths) {
  const link = join(paths.bin, "sluice");
  mkdirSync(paths.bin, { recursive: true });
  rmSync(link, { force: true });
  symlinkSync(join("..", "..", "tools", "sluice.mjs"), link);
}
