// Made by `npm run gen` from proto/; do not edit
export interface Descriptor {
  readonly descriptor_key?: string;
  readonly header_name?: string;
  readonly cookie?: string;
  readonly value_prefix?: string;
  readonly claim_name?: string;
  readonly default_value?: string;
  readonly skip_if_absent?: boolean;
}
