// Made by `npm run gen` from proto/; do not edit
export type GenericConnectionPoolProto = Readonly<Record<never, never>>;
