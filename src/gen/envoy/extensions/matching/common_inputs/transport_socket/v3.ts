// Made by `npm run gen` from proto/; do not edit
export interface EndpointMetadataInput {
  readonly filter?: string;
  readonly path?: readonly EndpointMetadataInput_PathSegment[];
}
export type EndpointMetadataInput_PathSegment = object & (
  | { readonly key?: never }
  | { readonly key: string }
);
export interface FilterStateInput {
  readonly key?: string;
}
export interface LocalityMetadataInput {
  readonly filter?: string;
  readonly path?: readonly LocalityMetadataInput_PathSegment[];
}
export type LocalityMetadataInput_PathSegment = object & (
  | { readonly key?: never }
  | { readonly key: string }
);
export interface TransportSocketNameAction {
  readonly name?: string;
}
