// Made by `npm run gen` from proto/; do not edit
export type SimpleHttpCacheConfig = Readonly<Record<never, never>>;
