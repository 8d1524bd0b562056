// Made by `npm run gen` from proto/; do not edit
export type DnsSanInput = Readonly<Record<never, never>>;
export type SubjectInput = Readonly<Record<never, never>>;
export type UriSanInput = Readonly<Record<never, never>>;
