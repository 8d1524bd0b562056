// Made by `npm run gen` from proto/; do not edit
export interface PickFirst {
  readonly shuffle_address_list?: boolean;
}
