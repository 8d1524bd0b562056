// Made by `npm run gen` from proto/; do not edit
export interface AllowListedRoutesConfig {
  readonly allowed_route_names?: readonly string[];
}
