// Made by `npm run gen` from proto/; do not edit
export type SafeCrossSchemeConfig = Readonly<Record<never, never>>;
