// Made by `npm run gen` from proto/; do not edit
export type UdpDefaultWriterFactory = Readonly<Record<never, never>>;
export type UdpGsoBatchWriterFactory = Readonly<Record<never, never>>;
