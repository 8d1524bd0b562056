// Made by `npm run gen` from proto/; do not edit
export interface MetadataKey {
  readonly key?: string;
  readonly path?: readonly MetadataKey_PathSegment[];
}
export type MetadataKey_PathSegment = object & (
  | { readonly key?: never; readonly index?: never }
  | { readonly key: string; readonly index?: never }
  | { readonly key?: never; readonly index: number }
);
export type MetadataKind = object & (
  | { readonly request?: never; readonly route?: never; readonly cluster?: never; readonly host?: never }
  | { readonly request: MetadataKind_Request; readonly route?: never; readonly cluster?: never; readonly host?: never }
  | { readonly request?: never; readonly route: MetadataKind_Route; readonly cluster?: never; readonly host?: never }
  | { readonly request?: never; readonly route?: never; readonly cluster: MetadataKind_Cluster; readonly host?: never }
  | { readonly request?: never; readonly route?: never; readonly cluster?: never; readonly host: MetadataKind_Host }
);
export type MetadataKind_Cluster = Readonly<Record<never, never>>;
export type MetadataKind_Host = Readonly<Record<never, never>>;
export type MetadataKind_Request = Readonly<Record<never, never>>;
export type MetadataKind_Route = Readonly<Record<never, never>>;
