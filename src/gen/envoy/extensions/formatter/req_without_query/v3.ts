// Made by `npm run gen` from proto/; do not edit
export type ReqWithoutQuery = Readonly<Record<never, never>>;
