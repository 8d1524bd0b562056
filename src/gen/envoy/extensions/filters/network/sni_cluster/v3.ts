// Made by `npm run gen` from proto/; do not edit
export type SniCluster = Readonly<Record<never, never>>;
