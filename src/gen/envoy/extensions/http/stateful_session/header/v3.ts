// Made by `npm run gen` from proto/; do not edit
export interface HeaderBasedSessionState {
  readonly name?: string;
}
