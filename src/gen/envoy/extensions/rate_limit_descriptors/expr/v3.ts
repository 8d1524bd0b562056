// Made by `npm run gen` from proto/; do not edit
import type * as google_api_expr_v1alpha1 from "../../../../google/api/expr/v1alpha1.ts";
export type Descriptor = {
  readonly descriptor_key?: string;
  readonly skip_if_error?: boolean;
} & (
  | { readonly text?: never; readonly parsed?: never }
  | { readonly text: string; readonly parsed?: never }
  | { readonly text?: never; readonly parsed: google_api_expr_v1alpha1.Expr }
);
