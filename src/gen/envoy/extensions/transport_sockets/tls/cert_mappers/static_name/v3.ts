// Made by `npm run gen` from proto/; do not edit
export interface StaticName {
  readonly name?: string;
}
