// Made by `npm run gen` from proto/; do not edit
export type EcdsDummy = Readonly<Record<never, never>>;
