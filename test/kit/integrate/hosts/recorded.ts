import { readFileSync } from "node:fs";
import { parse } from "yaml";
import { startEnvoy } from "../../binary/envoy.ts";
import type { EnforcementPlaces } from "../it-enforces.ts";

/** Ports that stand in recorded configurations, to be replaced by those of a test. */
export const recordedPorts = { listen: 21880, backend: 21881, ratelimit: 21801, authz: 21802 } as const;

/** Stands for loopback where a host refuses to know it. */
export const recordedAddress = "10.21.0.1";

/** Options that name the recorded addresses of the services. */
export function recordedPlaces(host: "127.0.0.1" | typeof recordedAddress): readonly string[] {
  return ["--ratelimit", `${host}:${recordedPorts.ratelimit}`, "--authz", `${host}:${recordedPorts.authz}`];
}

/** Starts an Envoy with a recorded configuration, moved to a test's own places. */
export async function startRecorded(file: string, places: EnforcementPlaces): Promise<void> {
  const ports = { listen: places.listenPort, backend: places.backendPort, ratelimit: portOf(places.ratelimit), authz: portOf(places.authz) };
  const text = JSON.stringify(parse(readFileSync(file, "utf8"))).replaceAll(recordedAddress, "127.0.0.1");
  const moved = Object.entries(ports).reduce(
    (before, [name, port]) => before.replaceAll(String(recordedPorts[name as keyof typeof ports]), String(port)),
    text,
  );
  await startEnvoy(JSON.parse(moved) as Record<string, unknown>);
}

/** The port of `HOST:PORT`. */
function portOf(address: string): number {
  return Number(address.slice(address.lastIndexOf(":") + 1));
}
