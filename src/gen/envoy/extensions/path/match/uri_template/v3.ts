// Made by `npm run gen` from proto/; do not edit
export interface UriTemplateMatchConfig {
  readonly path_template?: string;
}
