import { join } from "node:path";
import { withLock } from "./lock.mjs";
import { chooseNode, searchPath } from "./node.mjs";
import { choosePackages } from "./packages.mjs";
import { pathsOf, repository } from "./paths.mjs";
import { NotReady } from "./problem.mjs";
import { runChild } from "./run-child.mjs";

const usage = "Usage: node tools/run.mjs [--production] FILE.ts|COMMAND [ARGUMENT …]";

/**
 * Makes the machine ready, runs the command and ends this process with the command's exit code.
 * @param {readonly string[]} args `--production` (development packages are not needed), then a file of the repository or a command, then its arguments
 */
export async function start(args) {
  try {
    process.exitCode = await run(args);
  } catch (error) {
    if (!(error instanceof NotReady)) throw error;
    process.stderr.write(`sluice: ${error.message}\n`);
    process.exitCode = 1;
  }
}

async function run(args) {
  const need = args[0] === "--production" ? "production" : "all";
  const [command, ...rest] = need === "production" ? args.slice(1) : args;
  if (command === undefined) throw new NotReady(usage);
  const paths = pathsOf(repository);
  const startedAt = String(Date.now());
  const node = await makeReady(paths, need);
  const env = {
    ...process.env,
    SLUICE_STARTED_AT: startedAt,
    PATH: searchPath(paths, node),
    NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE ?? paths.compile,
  };
  return /\.[cm]?[jt]s$/.test(command) ? runChild(node, [join(paths.root, command), ...rest], env) : runChild(command, rest, env);
}

/** Installs what is missing, under a lock so that two first starts do not tread on each other, and returns the path of the Node to use. */
async function makeReady(paths, need) {
  const node = chooseNode(paths);
  const packages = choosePackages(paths, need);
  if (node.install !== undefined || packages !== undefined) {
    const onWait = (owner) => process.stderr.write(`sluice: ${owner} is making the machine ready; waiting for it\n`);
    await withLock(
      paths.lock,
      async () => {
        await node.install?.();
        await packages?.();
      },
      { onWait },
    );
  }
  return node.executable;
}
