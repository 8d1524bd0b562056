import { spawn } from "node:child_process";
import { constants } from "node:os";
import { NotReady } from "./problem.mjs";

/**
 * Runs a command with this process's streams and answers its exit code, or 128 and the number of the signal that ended it, as a shell does.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<number>}
 */
export function runChild(command, args, env) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: "inherit", env });
    const stopForwarding = forwardSignals(child);
    child.on("error", (error) =>
      reject(
        new NotReady(error.code === "ENOENT" ? `${command} is neither a file nor a command of this project` : `${command} cannot be started: ${error.message}`),
      ),
    );
    child.on("exit", (code, signal) => {
      stopForwarding();
      resolve(code ?? 128 + constants.signals[signal]);
    });
  });
}

/**
 * Hands signals on to the child. Not Ctrl-C at a terminal: the terminal sends it to the child as well, and a second one would read as
 * "stop at once".
 */
function forwardSignals(child) {
  const atTerminal = process.stdin.isTTY === true;
  const handlers = ["SIGINT", "SIGTERM", "SIGHUP"].map((signal) => [signal, () => (signal === "SIGINT" && atTerminal ? undefined : child.kill(signal))]);
  for (const [signal, handler] of handlers) process.on(signal, handler);
  return () => {
    for (const [signal, handler] of handlers) process.off(signal, handler);
  };
}
