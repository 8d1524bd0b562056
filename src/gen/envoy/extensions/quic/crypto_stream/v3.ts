// Made by `npm run gen` from proto/; do not edit
export type CryptoServerStreamConfig = Readonly<Record<never, never>>;
