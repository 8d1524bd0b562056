// Made by `npm run gen` from proto/; do not edit
export type Echo = Readonly<Record<never, never>>;
