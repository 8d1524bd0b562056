// Made by `npm run gen` from proto/; do not edit
export type CdsDummy = Readonly<Record<never, never>>;
