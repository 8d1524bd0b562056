// Made by `npm run gen` from proto/; do not edit
export type PreviousRoutesConfig = Readonly<Record<never, never>>;
