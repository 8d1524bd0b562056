// Made by `npm run gen` from proto/; do not edit
export type OmitCanaryHostsPredicate = Readonly<Record<never, never>>;
