// Made by `npm run gen` from proto/; do not edit
export type UdpConnectionPoolProto = Readonly<Record<never, never>>;
