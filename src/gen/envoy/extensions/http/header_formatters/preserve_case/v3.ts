// Made by `npm run gen` from proto/; do not edit
export interface PreserveCaseFormatterConfig {
  readonly forward_reason_phrase?: boolean;
  readonly formatter_type_on_envoy_headers?: PreserveCaseFormatterConfig_FormatterTypeOnEnvoyHeaders;
}
export const PreserveCaseFormatterConfig_FormatterTypeOnEnvoyHeaders = {
  DEFAULT: 0,
  PROPER_CASE: 1,
} as const;
export type PreserveCaseFormatterConfig_FormatterTypeOnEnvoyHeaders = (typeof PreserveCaseFormatterConfig_FormatterTypeOnEnvoyHeaders)[keyof typeof PreserveCaseFormatterConfig_FormatterTypeOnEnvoyHeaders];
