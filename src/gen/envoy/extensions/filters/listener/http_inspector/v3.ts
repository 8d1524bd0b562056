// Made by `npm run gen` from proto/; do not edit
export type HttpInspector = Readonly<Record<never, never>>;
