// Made by `npm run gen` from proto/; do not edit
export type DefaultLocalAddressSelector = Readonly<Record<never, never>>;
