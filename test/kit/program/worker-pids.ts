import type { RunningProcess } from "../binary/running-process.ts";

/** Process ids of the workers that have said that they serve, the last ones last. */
export async function workerPids(program: Pick<RunningProcess, "log">): Promise<readonly number[]> {
  const log = await program.log();
  return [...log.matchAll(/"pid":(?<pid>\d+),"message":"Worker serves"/gu)].map(({ groups }) => Number(groups?.["pid"]));
}

/** True while a process of that id is there. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
