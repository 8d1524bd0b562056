// Made by `npm run gen` from proto/; do not edit
export type EdsDummy = Readonly<Record<never, never>>;
