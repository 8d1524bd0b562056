// Made by `npm run gen` from proto/; do not edit
export interface OriginalSrc {
  readonly mark?: number;
}
