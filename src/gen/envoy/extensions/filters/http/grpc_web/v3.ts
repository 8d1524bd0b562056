// Made by `npm run gen` from proto/; do not edit
export type GrpcWeb = Readonly<Record<never, never>>;
