// Made by `npm run gen` from proto/; do not edit
export type GoogleRE2 = Readonly<Record<never, never>>;
