// Made by `npm run gen` from proto/; do not edit
export type SdsDummy = Readonly<Record<never, never>>;
