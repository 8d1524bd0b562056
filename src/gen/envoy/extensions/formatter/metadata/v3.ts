// Made by `npm run gen` from proto/; do not edit
export type Metadata = Readonly<Record<never, never>>;
