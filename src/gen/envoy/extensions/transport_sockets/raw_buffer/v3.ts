// Made by `npm run gen` from proto/; do not edit
export type RawBuffer = Readonly<Record<never, never>>;
