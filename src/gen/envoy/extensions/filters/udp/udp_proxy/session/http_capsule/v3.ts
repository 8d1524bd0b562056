// Made by `npm run gen` from proto/; do not edit
export type FilterConfig = Readonly<Record<never, never>>;
