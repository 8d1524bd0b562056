// Made by `npm run gen` from proto/; do not edit
export interface CpuUtilizationConfig {
  readonly mode?: CpuUtilizationConfig_UtilizationComputeStrategy;
}
export const CpuUtilizationConfig_UtilizationComputeStrategy = {
  HOST: 0,
  CONTAINER: 1,
} as const;
export type CpuUtilizationConfig_UtilizationComputeStrategy = (typeof CpuUtilizationConfig_UtilizationComputeStrategy)[keyof typeof CpuUtilizationConfig_UtilizationComputeStrategy];
