import { spawn } from "node:child_process";
import { NotReady } from "./problem.mjs";

const offline = /\b(ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH|ERR_SOCKET_TIMEOUT)\b/;

/**
 * Runs `npm ci` in `folder` and throws a `NotReady` with the reason when it fails. Install scripts never run: no package here needs one,
 * and one that did would run somebody else's code on the first `npm start`.
 */
export async function npmCi(folder, flags) {
  const { code, output } = await capture(
    "npm",
    ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--prefer-offline", "--loglevel=error", ...flags],
    folder,
  );
  if (code === 0) return;
  const hint = offline.test(output) ? "The npm registry cannot be reached: check the network or the proxy settings of npm, then start again" : "npm ci failed";
  throw new NotReady(`${hint}\n${indent(output)}`);
}

function capture(command, args, cwd) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd, stdio: ["ignore", "pipe", "pipe"] });
    let output = "";
    child.stdout.on("data", (chunk) => (output += chunk));
    child.stderr.on("data", (chunk) => (output += chunk));
    child.on("error", (error) => reject(missing(error)));
    child.on("close", (code) => resolve({ code: code ?? 1, output }));
  });
}

function missing(error) {
  if (error.code !== "ENOENT") return new NotReady(`npm cannot be started: ${error.message}`);
  return new NotReady("npm is missing: install it (it comes with Node from nodejs.org; Debian calls the package npm), then start again");
}

function indent(output) {
  const lines = output.trim().split("\n").slice(-12);
  return lines.map((line) => `  ${line}`).join("\n");
}
