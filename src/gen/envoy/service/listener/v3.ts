// Made by `npm run gen` from proto/; do not edit
export type LdsDummy = Readonly<Record<never, never>>;
