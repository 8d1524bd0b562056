// Made by `npm run gen` from proto/; do not edit
import type * as google_protobuf from "../../google/protobuf.ts";
export interface Authority {
  readonly name?: string;
}
export interface CidrRange {
  readonly address_prefix?: string;
  readonly prefix_len?: google_protobuf.UInt32Value;
}
export type CollectionEntry = object & (
  | { readonly locator?: never; readonly inline_entry?: never }
  | { readonly locator: ResourceLocator; readonly inline_entry?: never }
  | { readonly locator?: never; readonly inline_entry: CollectionEntry_InlineEntry }
);
export interface CollectionEntry_InlineEntry {
  readonly name?: string;
  readonly version?: string;
  readonly resource?: google_protobuf.Any;
}
export interface ContextParams {
  readonly params?: Readonly<Record<string, string>>;
}
export type ResourceLocator = {
  readonly scheme?: ResourceLocator_Scheme;
  readonly id?: string;
  readonly authority?: string;
  readonly resource_type?: string;
  readonly directives?: readonly ResourceLocator_Directive[];
} & (
  | { readonly exact_context?: never }
  | { readonly exact_context: ContextParams }
);
export type ResourceLocator_Directive = object & (
  | { readonly alt?: never; readonly entry?: never }
  | { readonly alt: ResourceLocator; readonly entry?: never }
  | { readonly alt?: never; readonly entry: string }
);
export const ResourceLocator_Scheme = {
  XDSTP: 0,
  HTTP: 1,
  FILE: 2,
} as const;
export type ResourceLocator_Scheme = (typeof ResourceLocator_Scheme)[keyof typeof ResourceLocator_Scheme];
export interface TypedExtensionConfig {
  readonly name?: string;
  readonly typed_config?: google_protobuf.Any;
}
