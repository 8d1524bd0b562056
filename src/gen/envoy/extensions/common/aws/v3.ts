// Made by `npm run gen` from proto/; do not edit
import type * as envoy_config_core_v3 from "../../../../envoy/config/core/v3.ts";
import type * as google_protobuf from "../../../../google/protobuf.ts";
export interface AssumeRoleCredentialProvider {
  readonly role_arn?: string;
  readonly role_session_name?: string;
  readonly external_id?: string;
  readonly session_duration?: google_protobuf.Duration;
  readonly credential_provider?: AwsCredentialProvider;
}
export interface AssumeRoleWithWebIdentityCredentialProvider {
  readonly web_identity_token_data_source?: envoy_config_core_v3.DataSource;
  readonly role_arn?: string;
  readonly role_session_name?: string;
}
export interface AwsCredentialProvider {
  readonly assume_role_with_web_identity_provider?: AssumeRoleWithWebIdentityCredentialProvider;
  readonly inline_credential?: InlineCredentialProvider;
  readonly credentials_file_provider?: CredentialsFileCredentialProvider;
  readonly custom_credential_provider_chain?: boolean;
  readonly iam_roles_anywhere_credential_provider?: IAMRolesAnywhereCredentialProvider;
  readonly config_credential_provider?: ConfigCredentialProvider;
  readonly container_credential_provider?: ContainerCredentialProvider;
  readonly environment_credential_provider?: EnvironmentCredentialProvider;
  readonly instance_profile_credential_provider?: InstanceProfileCredentialProvider;
  readonly assume_role_credential_provider?: AssumeRoleCredentialProvider;
}
export type ConfigCredentialProvider = Readonly<Record<never, never>>;
export type ContainerCredentialProvider = Readonly<Record<never, never>>;
export interface CredentialsFileCredentialProvider {
  readonly credentials_data_source?: envoy_config_core_v3.DataSource;
  readonly profile?: string;
}
export type EnvironmentCredentialProvider = Readonly<Record<never, never>>;
export interface IAMRolesAnywhereCredentialProvider {
  readonly role_arn?: string;
  readonly certificate?: envoy_config_core_v3.DataSource;
  readonly certificate_chain?: envoy_config_core_v3.DataSource;
  readonly private_key?: envoy_config_core_v3.DataSource;
  readonly trust_anchor_arn?: string;
  readonly profile_arn?: string;
  readonly role_session_name?: string;
  readonly session_duration?: google_protobuf.Duration;
}
export interface InlineCredentialProvider {
  readonly access_key_id?: string;
  readonly secret_access_key?: string;
  readonly session_token?: string;
}
export type InstanceProfileCredentialProvider = Readonly<Record<never, never>>;
