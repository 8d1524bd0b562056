// Made by `npm run gen` from proto/; do not edit
export type ProofSourceConfig = Readonly<Record<never, never>>;
