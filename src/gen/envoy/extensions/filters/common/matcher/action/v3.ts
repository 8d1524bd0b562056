// Made by `npm run gen` from proto/; do not edit
export type SkipFilter = Readonly<Record<never, never>>;
