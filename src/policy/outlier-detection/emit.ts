import type { OutlierDetection } from "../../gen/envoy/config/cluster/v3.ts";
import { duration } from "../../xds/common.ts";
import type { ClusterDraft } from "../../xds/policy.ts";
import type { OutlierDetectionNode } from "./lower.ts";

/** Graph → Envoy's Cluster. */
export function clusterOutlierDetection(node: OutlierDetectionNode, draft: ClusterDraft): ClusterDraft {
  return { ...draft, cluster: { ...draft.cluster, outlier_detection: { ...common(node), ...consecutive(node), ...statistical(node) } } };
}

function common(node: OutlierDetectionNode): OutlierDetection {
  return {
    ...(node.intervalMs !== undefined && { interval: duration(node.intervalMs) }),
    ...(node.baseEjectionMs !== undefined && { base_ejection_time: duration(node.baseEjectionMs) }),
    ...(node.maxEjectionMs !== undefined && { max_ejection_time: duration(node.maxEjectionMs) }),
    ...(node.ejectionJitterMs !== undefined && { max_ejection_time_jitter: duration(node.ejectionJitterMs) }),
    ...number("max_ejection_percent", node.maxEjectedPercent),
    always_eject_one_host: { value: node.alwaysEjectOne ?? true },
    ...(node.splitLocalErrors !== undefined && { split_external_local_origin_errors: node.splitLocalErrors }),
    ...(node.healthCheckUnejects !== undefined && { successful_active_health_check_uneject_host: { value: node.healthCheckUnejects } }),
  };
}

function consecutive(node: OutlierDetectionNode): OutlierDetection {
  return {
    ...number("consecutive_5xx", node.consecutive5xx?.threshold),
    ...number("enforcing_consecutive_5xx", node.consecutive5xx?.enforce),
    ...number("consecutive_gateway_failure", node.consecutiveGatewayFailure?.threshold),
    ...number("enforcing_consecutive_gateway_failure", node.consecutiveGatewayFailure?.enforce),
    ...number("consecutive_local_origin_failure", node.consecutiveLocalOriginFailure?.threshold),
    ...number("enforcing_consecutive_local_origin_failure", node.consecutiveLocalOriginFailure?.enforce),
  };
}

function statistical({ successRate, failurePercentage }: OutlierDetectionNode): OutlierDetection {
  return {
    ...number("enforcing_success_rate", successRate?.enforce),
    ...number("enforcing_local_origin_success_rate", successRate?.enforceLocal),
    ...number("success_rate_minimum_hosts", successRate?.minimumHosts),
    ...number("success_rate_request_volume", successRate?.requestVolume),
    ...number("success_rate_stdev_factor", successRate?.stdevFactor),
    ...number("failure_percentage_threshold", failurePercentage?.threshold),
    ...number("enforcing_failure_percentage", failurePercentage?.enforce),
    ...number("enforcing_failure_percentage_local_origin", failurePercentage?.enforceLocal),
    ...number("failure_percentage_minimum_hosts", failurePercentage?.minimumHosts),
    ...number("failure_percentage_request_volume", failurePercentage?.requestVolume),
  };
}

function number<Field extends string>(field: Field, value: number | undefined): Partial<Record<Field, { readonly value: number }>> {
  return value === undefined ? {} : ({ [field]: { value } } as Record<Field, { readonly value: number }>);
}
