// Made by `npm run gen` from proto/; do not edit
export type UpstreamCodec = Readonly<Record<never, never>>;
