import type { Collection, Read } from "../../kit/query/collection.ts";
import { durationMs, refKey } from "../../model/object/common.ts";
import type { StreamRouteSpec } from "../../model/object/stream-route.ts";
import type { StreamTarget } from "../listener/stream-target.ts";
import type { Finding } from "../node/finding.ts";
import { sumWeights } from "../route/sum-weights.ts";
import type { Binding } from "./attach.ts";
import { inputKey, type Parsed } from "./inputs.ts";
import type { ServiceFacts } from "./projections.ts";
import { resolveBackend } from "./resolve.ts";

/** A stream route on one listener, and what is wrong with it there. */
export interface BuiltStreamTarget {
  readonly target: StreamTarget;
  readonly findings: readonly Finding[];
}

/** What building a target reads. */
export interface StreamSources {
  readonly streamRoutes: Collection<Parsed<StreamRouteSpec>>;
  readonly services: Collection<ServiceFacts>;
}

/** Builds what a stream route is on one listener. */
export function buildStreamTarget(binding: Binding, read: Read, { streamRoutes, services }: StreamSources): BuiltStreamTarget | undefined {
  const route = read.get(streamRoutes, inputKey(binding.route));
  if (route === undefined) return undefined;
  const findings: Finding[] = [];
  const context = {
    read,
    services,
    traffic: binding.protocol === "udp" ? "datagram" : "stream",
    report: (finding: Finding) => void findings.push(finding),
  } as const;
  const backends = route.spec.backends.map(({ service, version, weight }, index) => {
    const reference = { service: refKey(service, "Service", route.key.namespace), version };
    return { cluster: resolveBackend(reference, { object: route.key, pointer: `/spec/backends/${index}` }, context).cluster, weight };
  });
  const clusters = sumWeights(backends).filter(({ weight }) => weight > 0);
  const [first, second] = clusters;
  const single = binding.protocol === "udp" && first !== undefined;
  if (single && second !== undefined)
    findings.push(
      secondBackend(
        route,
        backends.findIndex(({ cluster }) => cluster === second.cluster),
      ),
    );
  const target: StreamTarget = {
    route: route.key,
    createdAt: route.createdAt,
    hostnames: binding.hostnames,
    clusters: single ? [first] : clusters,
    idleTimeoutMs: route.spec.idleTimeout === undefined ? undefined : durationMs(route.spec.idleTimeout),
  };
  return { target, findings };
}

/** Envoy's UDP proxy has no weights: all sessions go to one cluster. */
function secondBackend({ key }: Parsed<StreamRouteSpec>, index: number): Finding {
  return {
    object: key,
    pointer: `/spec/backends/${index}`,
    condition: "Accepted",
    code: "ONE_BACKEND_ONLY",
    detail: `StreamRoute ${inputKey(key)} has a second backend, and UDP goes to one service alone`,
    hint: "Keep one backend, or give the others weight 0; versions of one service are one backend without a version",
  };
}
