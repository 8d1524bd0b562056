// Made by `npm run gen` from proto/; do not edit
import type * as envoy_config_core_v3 from "../../../envoy/config/core/v3.ts";
import type * as envoy_config_route_v3 from "../../../envoy/config/route/v3.ts";
import type * as envoy_type_matcher_v3 from "../../../envoy/type/matcher/v3.ts";
import type * as envoy_type_v3 from "../../../envoy/type/v3.ts";
import type * as google_api_expr_v1alpha1 from "../../../google/api/expr/v1alpha1.ts";
export interface Action {
  readonly name?: string;
  readonly action?: RBAC_Action;
}
export const MetadataSource = {
  DYNAMIC: 0,
  ROUTE: 1,
} as const;
export type MetadataSource = (typeof MetadataSource)[keyof typeof MetadataSource];
export type Permission = object & (
  | { readonly and_rules?: never; readonly or_rules?: never; readonly any?: never; readonly header?: never; readonly url_path?: never; readonly destination_ip?: never; readonly destination_port?: never; readonly destination_port_range?: never; readonly metadata?: never; readonly not_rule?: never; readonly requested_server_name?: never; readonly matcher?: never; readonly uri_template?: never; readonly sourced_metadata?: never }
  | { readonly and_rules: Permission_Set; readonly or_rules?: never; readonly any?: never; readonly header?: never; readonly url_path?: never; readonly destination_ip?: never; readonly destination_port?: never; readonly destination_port_range?: never; readonly metadata?: never; readonly not_rule?: never; readonly requested_server_name?: never; readonly matcher?: never; readonly uri_template?: never; readonly sourced_metadata?: never }
  | { readonly and_rules?: never; readonly or_rules: Permission_Set; readonly any?: never; readonly header?: never; readonly url_path?: never; readonly destination_ip?: never; readonly destination_port?: never; readonly destination_port_range?: never; readonly metadata?: never; readonly not_rule?: never; readonly requested_server_name?: never; readonly matcher?: never; readonly uri_template?: never; readonly sourced_metadata?: never }
  | { readonly and_rules?: never; readonly or_rules?: never; readonly any: boolean; readonly header?: never; readonly url_path?: never; readonly destination_ip?: never; readonly destination_port?: never; readonly destination_port_range?: never; readonly metadata?: never; readonly not_rule?: never; readonly requested_server_name?: never; readonly matcher?: never; readonly uri_template?: never; readonly sourced_metadata?: never }
  | { readonly and_rules?: never; readonly or_rules?: never; readonly any?: never; readonly header: envoy_config_route_v3.HeaderMatcher; readonly url_path?: never; readonly destination_ip?: never; readonly destination_port?: never; readonly destination_port_range?: never; readonly metadata?: never; readonly not_rule?: never; readonly requested_server_name?: never; readonly matcher?: never; readonly uri_template?: never; readonly sourced_metadata?: never }
  | { readonly and_rules?: never; readonly or_rules?: never; readonly any?: never; readonly header?: never; readonly url_path: envoy_type_matcher_v3.PathMatcher; readonly destination_ip?: never; readonly destination_port?: never; readonly destination_port_range?: never; readonly metadata?: never; readonly not_rule?: never; readonly requested_server_name?: never; readonly matcher?: never; readonly uri_template?: never; readonly sourced_metadata?: never }
  | { readonly and_rules?: never; readonly or_rules?: never; readonly any?: never; readonly header?: never; readonly url_path?: never; readonly destination_ip: envoy_config_core_v3.CidrRange; readonly destination_port?: never; readonly destination_port_range?: never; readonly metadata?: never; readonly not_rule?: never; readonly requested_server_name?: never; readonly matcher?: never; readonly uri_template?: never; readonly sourced_metadata?: never }
  | { readonly and_rules?: never; readonly or_rules?: never; readonly any?: never; readonly header?: never; readonly url_path?: never; readonly destination_ip?: never; readonly destination_port: number; readonly destination_port_range?: never; readonly metadata?: never; readonly not_rule?: never; readonly requested_server_name?: never; readonly matcher?: never; readonly uri_template?: never; readonly sourced_metadata?: never }
  | { readonly and_rules?: never; readonly or_rules?: never; readonly any?: never; readonly header?: never; readonly url_path?: never; readonly destination_ip?: never; readonly destination_port?: never; readonly destination_port_range: envoy_type_v3.Int32Range; readonly metadata?: never; readonly not_rule?: never; readonly requested_server_name?: never; readonly matcher?: never; readonly uri_template?: never; readonly sourced_metadata?: never }
  | { readonly and_rules?: never; readonly or_rules?: never; readonly any?: never; readonly header?: never; readonly url_path?: never; readonly destination_ip?: never; readonly destination_port?: never; readonly destination_port_range?: never; readonly metadata: envoy_type_matcher_v3.MetadataMatcher; readonly not_rule?: never; readonly requested_server_name?: never; readonly matcher?: never; readonly uri_template?: never; readonly sourced_metadata?: never }
  | { readonly and_rules?: never; readonly or_rules?: never; readonly any?: never; readonly header?: never; readonly url_path?: never; readonly destination_ip?: never; readonly destination_port?: never; readonly destination_port_range?: never; readonly metadata?: never; readonly not_rule: Permission; readonly requested_server_name?: never; readonly matcher?: never; readonly uri_template?: never; readonly sourced_metadata?: never }
  | { readonly and_rules?: never; readonly or_rules?: never; readonly any?: never; readonly header?: never; readonly url_path?: never; readonly destination_ip?: never; readonly destination_port?: never; readonly destination_port_range?: never; readonly metadata?: never; readonly not_rule?: never; readonly requested_server_name: envoy_type_matcher_v3.StringMatcher; readonly matcher?: never; readonly uri_template?: never; readonly sourced_metadata?: never }
  | { readonly and_rules?: never; readonly or_rules?: never; readonly any?: never; readonly header?: never; readonly url_path?: never; readonly destination_ip?: never; readonly destination_port?: never; readonly destination_port_range?: never; readonly metadata?: never; readonly not_rule?: never; readonly requested_server_name?: never; readonly matcher: envoy_config_core_v3.TypedExtensionConfig; readonly uri_template?: never; readonly sourced_metadata?: never }
  | { readonly and_rules?: never; readonly or_rules?: never; readonly any?: never; readonly header?: never; readonly url_path?: never; readonly destination_ip?: never; readonly destination_port?: never; readonly destination_port_range?: never; readonly metadata?: never; readonly not_rule?: never; readonly requested_server_name?: never; readonly matcher?: never; readonly uri_template: envoy_config_core_v3.TypedExtensionConfig; readonly sourced_metadata?: never }
  | { readonly and_rules?: never; readonly or_rules?: never; readonly any?: never; readonly header?: never; readonly url_path?: never; readonly destination_ip?: never; readonly destination_port?: never; readonly destination_port_range?: never; readonly metadata?: never; readonly not_rule?: never; readonly requested_server_name?: never; readonly matcher?: never; readonly uri_template?: never; readonly sourced_metadata: SourcedMetadata }
);
export interface Permission_Set {
  readonly rules?: readonly Permission[];
}
export interface Policy {
  readonly permissions?: readonly Permission[];
  readonly principals?: readonly Principal[];
  readonly condition?: google_api_expr_v1alpha1.Expr;
  readonly checked_condition?: google_api_expr_v1alpha1.CheckedExpr;
  readonly cel_config?: envoy_config_core_v3.CelExpressionConfig;
}
export type Principal = object & (
  | { readonly and_ids?: never; readonly or_ids?: never; readonly any?: never; readonly authenticated?: never; readonly source_ip?: never; readonly direct_remote_ip?: never; readonly remote_ip?: never; readonly header?: never; readonly url_path?: never; readonly metadata?: never; readonly filter_state?: never; readonly not_id?: never; readonly sourced_metadata?: never; readonly custom?: never }
  | { readonly and_ids: Principal_Set; readonly or_ids?: never; readonly any?: never; readonly authenticated?: never; readonly source_ip?: never; readonly direct_remote_ip?: never; readonly remote_ip?: never; readonly header?: never; readonly url_path?: never; readonly metadata?: never; readonly filter_state?: never; readonly not_id?: never; readonly sourced_metadata?: never; readonly custom?: never }
  | { readonly and_ids?: never; readonly or_ids: Principal_Set; readonly any?: never; readonly authenticated?: never; readonly source_ip?: never; readonly direct_remote_ip?: never; readonly remote_ip?: never; readonly header?: never; readonly url_path?: never; readonly metadata?: never; readonly filter_state?: never; readonly not_id?: never; readonly sourced_metadata?: never; readonly custom?: never }
  | { readonly and_ids?: never; readonly or_ids?: never; readonly any: boolean; readonly authenticated?: never; readonly source_ip?: never; readonly direct_remote_ip?: never; readonly remote_ip?: never; readonly header?: never; readonly url_path?: never; readonly metadata?: never; readonly filter_state?: never; readonly not_id?: never; readonly sourced_metadata?: never; readonly custom?: never }
  | { readonly and_ids?: never; readonly or_ids?: never; readonly any?: never; readonly authenticated: Principal_Authenticated; readonly source_ip?: never; readonly direct_remote_ip?: never; readonly remote_ip?: never; readonly header?: never; readonly url_path?: never; readonly metadata?: never; readonly filter_state?: never; readonly not_id?: never; readonly sourced_metadata?: never; readonly custom?: never }
  | { readonly and_ids?: never; readonly or_ids?: never; readonly any?: never; readonly authenticated?: never; readonly source_ip: envoy_config_core_v3.CidrRange; readonly direct_remote_ip?: never; readonly remote_ip?: never; readonly header?: never; readonly url_path?: never; readonly metadata?: never; readonly filter_state?: never; readonly not_id?: never; readonly sourced_metadata?: never; readonly custom?: never }
  | { readonly and_ids?: never; readonly or_ids?: never; readonly any?: never; readonly authenticated?: never; readonly source_ip?: never; readonly direct_remote_ip: envoy_config_core_v3.CidrRange; readonly remote_ip?: never; readonly header?: never; readonly url_path?: never; readonly metadata?: never; readonly filter_state?: never; readonly not_id?: never; readonly sourced_metadata?: never; readonly custom?: never }
  | { readonly and_ids?: never; readonly or_ids?: never; readonly any?: never; readonly authenticated?: never; readonly source_ip?: never; readonly direct_remote_ip?: never; readonly remote_ip: envoy_config_core_v3.CidrRange; readonly header?: never; readonly url_path?: never; readonly metadata?: never; readonly filter_state?: never; readonly not_id?: never; readonly sourced_metadata?: never; readonly custom?: never }
  | { readonly and_ids?: never; readonly or_ids?: never; readonly any?: never; readonly authenticated?: never; readonly source_ip?: never; readonly direct_remote_ip?: never; readonly remote_ip?: never; readonly header: envoy_config_route_v3.HeaderMatcher; readonly url_path?: never; readonly metadata?: never; readonly filter_state?: never; readonly not_id?: never; readonly sourced_metadata?: never; readonly custom?: never }
  | { readonly and_ids?: never; readonly or_ids?: never; readonly any?: never; readonly authenticated?: never; readonly source_ip?: never; readonly direct_remote_ip?: never; readonly remote_ip?: never; readonly header?: never; readonly url_path: envoy_type_matcher_v3.PathMatcher; readonly metadata?: never; readonly filter_state?: never; readonly not_id?: never; readonly sourced_metadata?: never; readonly custom?: never }
  | { readonly and_ids?: never; readonly or_ids?: never; readonly any?: never; readonly authenticated?: never; readonly source_ip?: never; readonly direct_remote_ip?: never; readonly remote_ip?: never; readonly header?: never; readonly url_path?: never; readonly metadata: envoy_type_matcher_v3.MetadataMatcher; readonly filter_state?: never; readonly not_id?: never; readonly sourced_metadata?: never; readonly custom?: never }
  | { readonly and_ids?: never; readonly or_ids?: never; readonly any?: never; readonly authenticated?: never; readonly source_ip?: never; readonly direct_remote_ip?: never; readonly remote_ip?: never; readonly header?: never; readonly url_path?: never; readonly metadata?: never; readonly filter_state: envoy_type_matcher_v3.FilterStateMatcher; readonly not_id?: never; readonly sourced_metadata?: never; readonly custom?: never }
  | { readonly and_ids?: never; readonly or_ids?: never; readonly any?: never; readonly authenticated?: never; readonly source_ip?: never; readonly direct_remote_ip?: never; readonly remote_ip?: never; readonly header?: never; readonly url_path?: never; readonly metadata?: never; readonly filter_state?: never; readonly not_id: Principal; readonly sourced_metadata?: never; readonly custom?: never }
  | { readonly and_ids?: never; readonly or_ids?: never; readonly any?: never; readonly authenticated?: never; readonly source_ip?: never; readonly direct_remote_ip?: never; readonly remote_ip?: never; readonly header?: never; readonly url_path?: never; readonly metadata?: never; readonly filter_state?: never; readonly not_id?: never; readonly sourced_metadata: SourcedMetadata; readonly custom?: never }
  | { readonly and_ids?: never; readonly or_ids?: never; readonly any?: never; readonly authenticated?: never; readonly source_ip?: never; readonly direct_remote_ip?: never; readonly remote_ip?: never; readonly header?: never; readonly url_path?: never; readonly metadata?: never; readonly filter_state?: never; readonly not_id?: never; readonly sourced_metadata?: never; readonly custom: envoy_config_core_v3.TypedExtensionConfig }
);
export interface Principal_Authenticated {
  readonly principal_name?: envoy_type_matcher_v3.StringMatcher;
}
export interface Principal_Set {
  readonly ids?: readonly Principal[];
}
export interface RBAC {
  readonly action?: RBAC_Action;
  readonly policies?: Readonly<Record<string, Policy>>;
  readonly audit_logging_options?: RBAC_AuditLoggingOptions;
}
export const RBAC_Action = {
  ALLOW: 0,
  DENY: 1,
  LOG: 2,
} as const;
export type RBAC_Action = (typeof RBAC_Action)[keyof typeof RBAC_Action];
export interface RBAC_AuditLoggingOptions {
  readonly audit_condition?: RBAC_AuditLoggingOptions_AuditCondition;
  readonly logger_configs?: readonly RBAC_AuditLoggingOptions_AuditLoggerConfig[];
}
export const RBAC_AuditLoggingOptions_AuditCondition = {
  NONE: 0,
  ON_DENY: 1,
  ON_ALLOW: 2,
  ON_DENY_AND_ALLOW: 3,
} as const;
export type RBAC_AuditLoggingOptions_AuditCondition = (typeof RBAC_AuditLoggingOptions_AuditCondition)[keyof typeof RBAC_AuditLoggingOptions_AuditCondition];
export interface RBAC_AuditLoggingOptions_AuditLoggerConfig {
  readonly audit_logger?: envoy_config_core_v3.TypedExtensionConfig;
  readonly is_optional?: boolean;
}
export interface SourcedMetadata {
  readonly metadata_matcher?: envoy_type_matcher_v3.MetadataMatcher;
  readonly metadata_source?: MetadataSource;
}
