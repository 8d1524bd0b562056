// Made by `npm run gen` from proto/; do not edit
export interface PreviousPrioritiesConfig {
  readonly update_frequency?: number;
}
