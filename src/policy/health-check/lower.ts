import type { EffectivePolicy, LowerContext } from "../../graph/policy/graph-policy.ts";
import { durationMs } from "../../model/object/common.ts";
import { originOf, readEffective } from "../read-effective.ts";
import { type HealthCheckSpec, healthCheckSchema } from "./schema.ts";

/** What is asked. */
export type Probe =
  | ({ readonly kind: "http" } & NonNullable<HealthCheckSpec["http"]>)
  | ({ readonly kind: "grpc" } & NonNullable<HealthCheckSpec["grpc"]>)
  | ({ readonly kind: "tcp" } & NonNullable<HealthCheckSpec["tcp"]>);

/** How endpoints are checked. */
export interface HealthCheckNode {
  readonly intervalMs: number;
  readonly timeoutMs: number;
  readonly unhealthyThreshold: number;
  readonly healthyThreshold: number;
  readonly noTrafficIntervalMs: number | undefined;
  readonly unhealthyIntervalMs: number | undefined;
  readonly jitterPercent: number;
  readonly port: number | undefined;
  readonly reuseConnection: boolean;
  readonly probe: Probe;
}

/** Object → graph. */
export function lowerHealthCheck(effective: EffectivePolicy, context: LowerContext): HealthCheckNode | undefined {
  const spec = readEffective(healthCheckSchema, effective, context);
  if (spec === undefined) return undefined;
  const probe = onlyProbe(probesOf(spec), (detail) => {
    const hint = "Set exactly one of http, grpc and tcp; null takes one of a broader level away";
    context.report({ ...originOf(effective, [], context), condition: "Accepted", code: "POLICY_DOES_NOT_FIT", detail, hint });
  });
  if (probe === undefined) return undefined;
  return {
    intervalMs: durationMs(spec.interval ?? "10s"),
    timeoutMs: durationMs(spec.timeout ?? "2s"),
    unhealthyThreshold: spec.unhealthyThreshold ?? 3,
    healthyThreshold: spec.healthyThreshold ?? 2,
    noTrafficIntervalMs: milliseconds(spec.noTrafficInterval),
    unhealthyIntervalMs: milliseconds(spec.unhealthyInterval),
    jitterPercent: spec.jitterPercent ?? 10,
    port: spec.port,
    reuseConnection: spec.reuseConnection ?? true,
    probe,
  };
}

function onlyProbe(probes: readonly Probe[], refuse: (detail: string) => void): Probe | undefined {
  const [probe, ...others] = probes;
  if (probe !== undefined && others.length === 0) return probe;
  refuse(probe === undefined ? "Health check does not say what to ask" : `Health check asks ${probes.map(({ kind }) => kind).join(" and ")} at once`);
  return undefined;
}

function probesOf({ http, grpc, tcp }: HealthCheckSpec): readonly Probe[] {
  return [
    ...(http === undefined ? [] : [{ kind: "http" as const, ...http }]),
    ...(grpc === undefined ? [] : [{ kind: "grpc" as const, ...grpc }]),
    ...(tcp === undefined ? [] : [{ kind: "tcp" as const, ...tcp }]),
  ];
}

function milliseconds(text: string | undefined): number | undefined {
  return text === undefined ? undefined : durationMs(text);
}
