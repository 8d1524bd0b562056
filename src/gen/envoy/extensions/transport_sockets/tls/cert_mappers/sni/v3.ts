// Made by `npm run gen` from proto/; do not edit
export interface SNI {
  readonly default_value?: string;
}
