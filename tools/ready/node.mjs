import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { installAside } from "./aside.mjs";
import { phase } from "./phase.mjs";
import { NotReady } from "./problem.mjs";

/**
 * Whether dotted version `found` is `oldest` or newer.
 * @param {string} found
 * @param {string} oldest
 */
export function isAtLeast(found, oldest) {
  const [a, b] = [found, oldest].map((version) => version.split(".").map((part) => Number.parseInt(part, 10)));
  const index = b.findIndex((part, place) => a[place] !== part);
  return index === -1 || a[index] > b[index];
}

/**
 * The Node that runs the command: the running one when it is new enough, else the pinned npm package that carries Node for this platform.
 * `install` is absent when nothing has to be done.
 * @param {ReturnType<typeof import("./paths.mjs").pathsOf>} paths
 * @param {{ versions: { node: string }, platform: string, arch: string, execPath: string }} [host]
 * @returns {{ executable: string, install?: () => Promise<void> }}
 */
export function chooseNode(paths, host = process) {
  const pinned = JSON.parse(readFileSync(paths.downloads, "utf8")).node;
  if (isAtLeast(host.versions.node, pinned.oldest)) return { executable: host.execPath };
  const platform = `${host.platform}-${host.arch}`;
  const carrier = pinned.packages[platform];
  if (carrier === undefined) {
    const known = Object.keys(pinned.packages).join(", ");
    throw new NotReady(
      `Node ${host.versions.node} is older than ${pinned.oldest}, and no newer one can be fetched for ${platform} (only for ${known}): install Node ${pinned.oldest} or newer`,
    );
  }
  const executable = join(paths.node, "node_modules", carrier.name, "bin", "node");
  const wanted = JSON.stringify({ name: carrier.name, version: pinned.version, integrity: carrier.integrity });
  if (stampOf(paths.nodeStamp) === wanted) return { executable };
  return { executable, install: () => installNode({ paths, carrier, version: pinned.version, executable, wanted }) };
}

async function installNode({ paths, carrier, version, executable, wanted }) {
  if (stampOf(paths.nodeStamp) === wanted) return;
  if (!answers(executable, version)) {
    const target = join(paths.node, "node_modules");
    await phase(`installs Node ${version} into .cache/node`, () =>
      installAside({ folder: paths.install, files: projectOf(carrier, version), flags: [], target }),
    );
    if (!answers(executable, version))
      throw new NotReady(`The Node of the package ${carrier.name}@${version} does not start on this machine: install Node ${version} or newer by other means`);
  }
  writeFileSync(paths.nodeStamp, wanted);
}

/** A project of one dependency whose lock file pins the package by its hash. */
function projectOf(carrier, version) {
  const project = { name: "sluice-node", private: true, dependencies: { [carrier.name]: version } };
  const entry = { version, integrity: carrier.integrity };
  const lock = { name: project.name, lockfileVersion: 3, requires: true, packages: { "": project, [`node_modules/${carrier.name}`]: entry } };
  return { "package.json": JSON.stringify(project), "package-lock.json": JSON.stringify(lock) };
}

function stampOf(file) {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return undefined;
  }
}

function answers(executable, version) {
  return spawnSync(executable, ["--version"], { encoding: "utf8" }).stdout?.trim() === `v${version}`;
}

/** PATH with the project's own tools and the chosen Node before everything else. */
export function searchPath(paths, executable, inherited = process.env.PATH ?? "") {
  return [paths.bin, dirname(executable), ...inherited.split(":").filter((folder) => folder !== "")].join(":");
}
