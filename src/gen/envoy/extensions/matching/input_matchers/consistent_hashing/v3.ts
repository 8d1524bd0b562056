// Made by `npm run gen` from proto/; do not edit
export interface ConsistentHashing {
  readonly threshold?: number;
  readonly modulo?: number;
  readonly seed?: number;
}
