// Made by `npm run gen` from proto/; do not edit
export type RdsDummy = Readonly<Record<never, never>>;
export type SrdsDummy = Readonly<Record<never, never>>;
