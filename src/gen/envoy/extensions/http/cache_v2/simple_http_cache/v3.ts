// Made by `npm run gen` from proto/; do not edit
export type SimpleHttpCacheV2Config = Readonly<Record<never, never>>;
