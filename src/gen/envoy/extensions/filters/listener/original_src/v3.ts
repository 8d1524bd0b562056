// Made by `npm run gen` from proto/; do not edit
export interface OriginalSrc {
  readonly bind_port?: boolean;
  readonly mark?: number;
}
