import { nearestName } from "../src/kit/nearest-name.ts";
import type { Bench } from "./kit/bench.ts";

/** The only list of benches: one line each. A bench is loaded when it is asked for. */
const benches: Readonly<Record<string, () => Promise<Bench>>> = {
  authz: async () => (await import("./authz.ts")).authz,
  envoy: async () => (await import("./envoy.ts")).envoy,
  incremental: async () => (await import("./incremental.ts")).incremental,
  lane: async () => (await import("./lane.ts")).lane,
  propagation: async () => (await import("./propagation.ts")).propagation,
  query: async () => (await import("./query.ts")).query,
  ratelimit: async () => (await import("./ratelimit.ts")).ratelimit,
  revocation: async () => (await import("./revocation.ts")).revocation,
};

/** The names for the command line. */
export const benchNames: readonly string[] = Object.keys(benches);

/** The bench of that name. Throws a sentence with the known names when there is none. */
export function findBench(name: string): Promise<Bench> {
  const load = Object.hasOwn(benches, name) ? benches[name] : undefined;
  if (load !== undefined) return load();
  const near = nearestName(name, benchNames);
  const hint = near === undefined ? "" : `; did you mean ${near}?`;
  throw new RangeError(`There is no bench "${name}": the benches are ${benchNames.join(", ")}${hint}`);
}
