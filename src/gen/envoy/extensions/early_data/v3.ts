// Made by `npm run gen` from proto/; do not edit
export type DefaultEarlyDataPolicy = Readonly<Record<never, never>>;
