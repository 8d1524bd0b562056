// Made by `npm run gen` from proto/; do not edit
export type PreviousHostsPredicate = Readonly<Record<never, never>>;
