// Made by `npm run gen` from proto/; do not edit
export type ClusterProvided = Readonly<Record<never, never>>;
