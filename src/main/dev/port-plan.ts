import { StartError } from "../start-error.ts";

/** The port of the gateway when nothing else is asked for; all others keep their distance to it. */
export const defaultPortBase = 10_000;

/** The ports of `sluice dev`. */
export interface PortPlan {
  /** The gateway's port. */
  readonly base: number;
  readonly discovery: number;
  readonly admin: number;
  readonly ratelimit: number;
  readonly ratelimitHttp: number;
  readonly authz: number;
}

const discoveryDistance = 8000;
const ratelimitDistance = 8001;
const authzDistance = 8002;
const ratelimitHttpDistance = 8004;
const adminDistance = 8080;
const largestBase = 65_535 - adminDistance;

/** The ports for a base; throws `ERR_PORT_BASE` for one that leaves no room. */
export function planPorts(base: number): PortPlan {
  if (!Number.isInteger(base) || base < 1024 || base > largestBase) {
    throw new StartError(
      "ERR_PORT_BASE",
      `Option --port-base "${base}" must be a whole number from 1024 to ${largestBase}: the admin port lies ${adminDistance} above it`,
    );
  }
  return {
    base,
    discovery: base + discoveryDistance,
    admin: base + adminDistance,
    ratelimit: base + ratelimitDistance,
    ratelimitHttp: base + ratelimitHttpDistance,
    authz: base + authzDistance,
  };
}

/** A port of the examples, which are written for the default base, moved to the plan's. */
export function movePort(port: number, plan: PortPlan): number {
  return port - defaultPortBase + plan.base;
}
