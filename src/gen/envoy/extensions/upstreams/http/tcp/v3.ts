// Made by `npm run gen` from proto/; do not edit
export type TcpConnectionPoolProto = Readonly<Record<never, never>>;
