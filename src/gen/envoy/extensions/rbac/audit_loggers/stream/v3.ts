// Made by `npm run gen` from proto/; do not edit
export type StdoutAuditLog = Readonly<Record<never, never>>;
