// Made by `npm run gen` from proto/; do not edit
export interface MinimumClustersValidator {
  readonly min_clusters_num?: number;
}
