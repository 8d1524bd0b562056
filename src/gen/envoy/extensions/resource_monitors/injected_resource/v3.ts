// Made by `npm run gen` from proto/; do not edit
export interface InjectedResourceConfig {
  readonly filename?: string;
}
