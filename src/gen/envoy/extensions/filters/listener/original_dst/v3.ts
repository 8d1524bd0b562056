// Made by `npm run gen` from proto/; do not edit
export type OriginalDst = Readonly<Record<never, never>>;
