import type { RequestExplanation } from "../../../src/graph/explain/explanation.ts";

/** What Envoy did with a request. */
export interface EnvoyChoice {
  /** 0: the connection was closed without an answer. */
  readonly status: number;
  /** Name of the route; undefined where none was taken. */
  readonly route: string | undefined;
  /** Name of the cluster; undefined where there was none. */
  readonly cluster: string | undefined;
  /** Envoy's response code details: gRPC requests get status 200 whatever happened. */
  readonly details: string;
}

/** Why an explanation does not fit what Envoy did; undefined when it does. */
export function disagreement(explanation: RequestExplanation, choice: EnvoyChoice): string | undefined {
  const rule = explanation.steps.find(({ stage, taken }) => stage === "rule" && taken)?.name;
  if (rule !== choice.route) return `explain takes rule ${rule ?? "none"}, Envoy ${choice.route ?? "none"}`;
  if (rule === undefined)
    return statusesOf(choice).some((status) => explanation.summary.startsWith(`Envoy answers ${status}`)) ? undefined : words(explanation, choice);
  if (explanation.outcome === "redirected" || explanation.outcome === "answered") {
    const fits = choice.details === "direct_response" || explanation.summary.includes(`status ${choice.status}`);
    return fits ? undefined : words(explanation, choice);
  }
  return clusterDisagreement(explanation, choice);
}

/** The status, or what it stands for where a gRPC request got a 200. */
function statusesOf({ status, details }: EnvoyChoice): readonly number[] {
  if (details === "route_not_found") return [404];
  if (details === "path_normalization_failed" && status === 200) return [307, 400];
  return details === "direct_response" && status === 200 ? [421] : [status];
}

function clusterDisagreement(explanation: RequestExplanation, choice: EnvoyChoice): string | undefined {
  const { cluster, details } = choice;
  const weighted = explanation.clusters.filter(({ weight }, _, all) => weight > 0 || all.length === 1);
  if (details === "cluster_not_found") return weighted.some(({ name }) => name.startsWith("unresolved:")) ? undefined : words(explanation, choice);
  const chosen = weighted.find(({ name }) => name === cluster);
  if (chosen === undefined) return words(explanation, choice);
  return (chosen.endpoints.length === 0) === (details === "no_healthy_upstream") ? undefined : words(explanation, choice);
}

function words({ summary }: RequestExplanation, { status, cluster, details }: EnvoyChoice): string {
  return `explain says "${summary}", Envoy answers ${status}, cluster ${cluster ?? "none"}: ${details}`;
}
