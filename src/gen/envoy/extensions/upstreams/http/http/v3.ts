// Made by `npm run gen` from proto/; do not edit
export type HttpConnectionPoolProto = Readonly<Record<never, never>>;
