// Made by `npm run gen` from proto/; do not edit
export interface CdnLoopConfig {
  readonly cdn_id?: string;
  readonly max_allowed_occurrences?: number;
}
