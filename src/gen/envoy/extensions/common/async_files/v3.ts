// Made by `npm run gen` from proto/; do not edit
export type AsyncFileManagerConfig = {
  readonly id?: string;
} & (
  | { readonly thread_pool?: never }
  | { readonly thread_pool: AsyncFileManagerConfig_ThreadPool }
);
export interface AsyncFileManagerConfig_ThreadPool {
  readonly thread_count?: number;
}
