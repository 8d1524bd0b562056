// Made by `npm run gen` from proto/; do not edit
export interface ClusterConfig {
  readonly clusters?: readonly ClusterConfig_ClusterEntry[];
}
export interface ClusterConfig_ClusterEntry {
  readonly name?: string;
}
