// Made by `npm run gen` from proto/; do not edit
export interface ApiKeyAuth {
  readonly credentials?: readonly Credential[];
  readonly key_sources?: readonly KeySource[];
  readonly forwarding?: Forwarding;
}
export interface ApiKeyAuthPerRoute {
  readonly credentials?: readonly Credential[];
  readonly key_sources?: readonly KeySource[];
  readonly allowed_clients?: readonly string[];
  readonly forwarding?: Forwarding;
}
export interface Credential {
  readonly key?: string;
  readonly client?: string;
}
export interface Forwarding {
  readonly header?: string;
  readonly hide_credentials?: boolean;
}
export interface KeySource {
  readonly header?: string;
  readonly query?: string;
  readonly cookie?: string;
}
