// Made by `npm run gen` from proto/; do not edit
export interface OrcaLoadReport {
  readonly cpu_utilization?: number;
  readonly mem_utilization?: number;
  readonly rps?: number;
  readonly request_cost?: Readonly<Record<string, number>>;
  readonly utilization?: Readonly<Record<string, number>>;
  readonly rps_fractional?: number;
  readonly eps?: number;
  readonly named_metrics?: Readonly<Record<string, number>>;
  readonly application_utilization?: number;
}
