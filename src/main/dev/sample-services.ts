import { join } from "node:path";
import type { Child, ChildSpec } from "./child.ts";
import { movePort, type PortPlan } from "./port-plan.ts";

/** One version of a sample service: a small program of `examples/hello`. */
export interface SampleService {
  readonly service: string;
  readonly version: string;
  /** As in `examples/hello/service.yaml`, for the default base. */
  readonly port: number;
}

/** What runs behind the gateway. */
export const sampleServices: readonly SampleService[] = [
  { service: "hello", version: "v1", port: 10_101 },
  { service: "hello", version: "v2", port: 10_102 },
  { service: "echo", version: "v1", port: 10_201 },
  { service: "echo", version: "v2", port: 10_202 },
];

/** Where programs, logs and ports are. */
export interface SampleOptions {
  readonly examples: string;
  readonly logs: string;
  readonly ports: PortPlan;
}

/** The programs of the sample services. */
export function sampleSpecs(options: SampleOptions): readonly ChildSpec[] {
  return sampleServices.map(({ service, version, port }) => ({
    name: `Service ${service} ${version}`,
    path: process.execPath,
    args: [join(options.examples, `${service}.mjs`), version, String(movePort(port, options.ports))],
    logFile: join(options.logs, `${service}-${version}.log`),
    channel: true,
    ready: listens,
  }));
}

function listens({ process: child }: Child, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => resolve();
    child.once("message", done);
    signal.addEventListener("abort", () => child.off("message", done));
  });
}
