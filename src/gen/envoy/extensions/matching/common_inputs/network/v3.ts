// Made by `npm run gen` from proto/; do not edit
export type ApplicationProtocolInput = Readonly<Record<never, never>>;
export type DestinationIPInput = Readonly<Record<never, never>>;
export type DestinationPortInput = Readonly<Record<never, never>>;
export type DirectSourceIPInput = Readonly<Record<never, never>>;
export interface DynamicMetadataInput {
  readonly filter?: string;
  readonly path?: readonly DynamicMetadataInput_PathSegment[];
}
export type DynamicMetadataInput_PathSegment = object & (
  | { readonly key?: never }
  | { readonly key: string }
);
export interface FilterStateInput {
  readonly key?: string;
  readonly field?: string;
}
export type NetworkNamespaceInput = Readonly<Record<never, never>>;
export type ServerNameInput = Readonly<Record<never, never>>;
export type SourceIPInput = Readonly<Record<never, never>>;
export type SourcePortInput = Readonly<Record<never, never>>;
export type SourceTypeInput = Readonly<Record<never, never>>;
export type TransportProtocolInput = Readonly<Record<never, never>>;
