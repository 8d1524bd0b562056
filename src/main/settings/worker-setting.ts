import type { Problem } from "../../kit/problem.ts";
import { textSchema } from "./option.ts";
import type { MemoryOrRedis } from "./redis-place-setting.ts";

/** More processes than this on one port are a mistake, not a machine. */
const mostWorkers = 256;

/** The schema of `--workers`. */
export const workersSchema = textSchema((text) => {
  const count = /^\d{1,4}$/u.test(text) ? Number(text) : 0;
  return count >= 1 && count <= mostWorkers ? { value: count } : { expected: `must be a whole number of 1 to ${mostWorkers}` };
});

/** What workers have to do with. */
export interface WorkerFacts {
  readonly workers: number;
  readonly roles: ReadonlySet<string>;
  readonly counters: MemoryOrRedis;
  readonly storeKind: string;
  /** Some role has its configuration from the store. */
  readonly needsStore: boolean;
  /** Addresses that workers share, by their options. */
  readonly shared: readonly {
    readonly option: string;
    readonly address: { readonly kind: "tcp"; readonly port: number } | { readonly kind: "unix"; readonly path: string };
  }[];
}

/** Several workers need what several processes can share: ports, counters, the store. */
export function checkWorkers(facts: WorkerFacts): Problem[] {
  const { workers, roles, counters, storeKind, needsStore, shared } = facts;
  if (workers === 1) return [];
  const option = `Option --workers "${workers}"`;
  const others = [...roles].filter((role) => role !== "ratelimit" && role !== "authz");
  const problems: Problem[] = [];
  if (others.length > 0) problems.push(problem(`${option} is for the roles ratelimit and authz: run ${others.join(" and ")} in a process of its own`));
  if (roles.has("ratelimit") && counters.kind === "memory") {
    problems.push(
      problem(`${option} needs counters that workers share, --counters redis://HOST:PORT: each with its own memory would admit every limit ${workers} times`),
    );
  }
  if (needsStore && others.length === 0 && storeKind !== "etcd") {
    problems.push(
      problem(
        `${option} needs a store that several processes can open, --store etcd:…, not ${storeKind}; or --limits FOLDER or --limits-xds URL, which need none`,
      ),
    );
  }
  for (const place of shared) {
    if (place.address.kind === "unix")
      problems.push(problem(`${option} needs a port, which processes can share: Option ${place.option} is the Unix socket ${place.address.path}`));
    else if (place.address.port === 0) problems.push(problem(`${option} needs a port that is known: Option ${place.option} lets the system choose one`));
  }
  return problems;
}

function problem(detail: string): Problem {
  return { code: "INVALID_OPTION", pointer: "", detail };
}
