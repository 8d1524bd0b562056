import { join } from "node:path";
import { type RunningProcess, startProcess } from "../binary/running-process.ts";
import type { ComposeService } from "./load-compose.ts";

/** How a stack's services are run as plain processes of this machine. */
export interface PlainHost {
  /** Folder for logs. */
  readonly folder: string;
  /** What each text of a command, path or variable becomes: ports, host names, paths; longer keys first. */
  readonly replacements: ReadonlyMap<string, string>;
  /** Paths of programs by the name that the container calls them by. */
  readonly programs: Readonly<Record<string, string>>;
  /** What an image starts when the service names no entrypoint. */
  readonly entrypoints: Readonly<Record<string, readonly string[]>>;
}

/** Starts a service's own command outside of a container. */
export function runService(name: string, service: ComposeService, host: PlainHost): Promise<RunningProcess> {
  const entrypoint = service.entrypoint ?? host.entrypoints[service.image] ?? [];
  const [program = "", ...args] = [...entrypoint, ...(service.command ?? [])].map((word) => replaced(word, host));
  const environment = Object.fromEntries(Object.entries(service.environment).map(([key, value]) => [key, replaced(value ?? "", host)]));
  return startProcess({
    path: host.programs[program] ?? program,
    args,
    logFile: join(host.folder, `${name}.log`),
    env: { ...process.env, ...environment },
  });
}

/** A text with everything of the container's world put in terms of this machine. */
export function replaced(text: string, { replacements }: Pick<PlainHost, "replacements">): string {
  const found = [...replacements.keys()].sort((left, right) => right.length - left.length).map((key) => key.replaceAll(/[.*+?^${}()|[\]\\]/gu, "\\$&"));
  return found.length === 0 ? text : text.replaceAll(new RegExp(found.join("|"), "gu"), (key) => replacements.get(key) ?? key);
}
