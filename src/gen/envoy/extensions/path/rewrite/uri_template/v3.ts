// Made by `npm run gen` from proto/; do not edit
export interface UriTemplateRewriteConfig {
  readonly path_template_rewrite?: string;
}
