// Made by `npm run gen` from proto/; do not edit
export interface CgroupMemoryConfig {
  readonly max_memory_bytes?: number;
}
