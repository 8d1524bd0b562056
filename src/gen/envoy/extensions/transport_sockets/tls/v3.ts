// Made by `npm run gen` from proto/; do not edit
import type * as envoy_config_core_v3 from "../../../../envoy/config/core/v3.ts";
import type * as envoy_type_matcher_v3 from "../../../../envoy/type/matcher/v3.ts";
import type * as google_protobuf from "../../../../google/protobuf.ts";
export interface CertificateProviderPluginInstance {
  readonly instance_name?: string;
  readonly certificate_name?: string;
}
export interface CertificateValidationContext {
  readonly trusted_ca?: envoy_config_core_v3.DataSource;
  readonly ca_certificate_provider_instance?: CertificateProviderPluginInstance;
  readonly system_root_certs?: CertificateValidationContext_SystemRootCerts;
  readonly watched_directory?: envoy_config_core_v3.WatchedDirectory;
  readonly verify_certificate_spki?: readonly string[];
  readonly verify_certificate_hash?: readonly string[];
  readonly match_typed_subject_alt_names?: readonly SubjectAltNameMatcher[];
  readonly match_subject_alt_names?: readonly envoy_type_matcher_v3.StringMatcher[];
  readonly require_signed_certificate_timestamp?: google_protobuf.BoolValue;
  readonly crl?: envoy_config_core_v3.DataSource;
  readonly allow_expired_certificate?: boolean;
  readonly trust_chain_verification?: CertificateValidationContext_TrustChainVerification;
  readonly custom_validator_config?: envoy_config_core_v3.TypedExtensionConfig;
  readonly only_verify_leaf_cert_crl?: boolean;
  readonly max_verify_depth?: google_protobuf.UInt32Value;
  readonly suppress_client_ca_list?: boolean;
}
export type CertificateValidationContext_SystemRootCerts = Readonly<Record<never, never>>;
export const CertificateValidationContext_TrustChainVerification = {
  VERIFY_TRUST_CHAIN: 0,
  ACCEPT_UNTRUSTED: 1,
} as const;
export type CertificateValidationContext_TrustChainVerification = (typeof CertificateValidationContext_TrustChainVerification)[keyof typeof CertificateValidationContext_TrustChainVerification];
export type CommonTlsContext = {
  readonly tls_params?: TlsParameters;
  readonly tls_certificates?: readonly TlsCertificate[];
  readonly tls_certificate_sds_secret_configs?: readonly SdsSecretConfig[];
  readonly tls_certificate_provider_instance?: CertificateProviderPluginInstance;
  readonly custom_tls_certificate_selector?: envoy_config_core_v3.TypedExtensionConfig;
  readonly tls_certificate_certificate_provider?: CommonTlsContext_CertificateProvider;
  readonly tls_certificate_certificate_provider_instance?: CommonTlsContext_CertificateProviderInstance;
  readonly alpn_protocols?: readonly string[];
  readonly custom_handshaker?: envoy_config_core_v3.TypedExtensionConfig;
  readonly key_log?: TlsKeyLog;
} & (
  | { readonly validation_context?: never; readonly validation_context_sds_secret_config?: never; readonly combined_validation_context?: never; readonly validation_context_certificate_provider?: never; readonly validation_context_certificate_provider_instance?: never }
  | { readonly validation_context: CertificateValidationContext; readonly validation_context_sds_secret_config?: never; readonly combined_validation_context?: never; readonly validation_context_certificate_provider?: never; readonly validation_context_certificate_provider_instance?: never }
  | { readonly validation_context?: never; readonly validation_context_sds_secret_config: SdsSecretConfig; readonly combined_validation_context?: never; readonly validation_context_certificate_provider?: never; readonly validation_context_certificate_provider_instance?: never }
  | { readonly validation_context?: never; readonly validation_context_sds_secret_config?: never; readonly combined_validation_context: CommonTlsContext_CombinedCertificateValidationContext; readonly validation_context_certificate_provider?: never; readonly validation_context_certificate_provider_instance?: never }
  | { readonly validation_context?: never; readonly validation_context_sds_secret_config?: never; readonly combined_validation_context?: never; readonly validation_context_certificate_provider: CommonTlsContext_CertificateProvider; readonly validation_context_certificate_provider_instance?: never }
  | { readonly validation_context?: never; readonly validation_context_sds_secret_config?: never; readonly combined_validation_context?: never; readonly validation_context_certificate_provider?: never; readonly validation_context_certificate_provider_instance: CommonTlsContext_CertificateProviderInstance }
);
export type CommonTlsContext_CertificateProvider = {
  readonly name?: string;
} & (
  | { readonly typed_config?: never }
  | { readonly typed_config: envoy_config_core_v3.TypedExtensionConfig }
);
export interface CommonTlsContext_CertificateProviderInstance {
  readonly instance_name?: string;
  readonly certificate_name?: string;
}
export interface CommonTlsContext_CombinedCertificateValidationContext {
  readonly default_validation_context?: CertificateValidationContext;
  readonly validation_context_sds_secret_config?: SdsSecretConfig;
  readonly validation_context_certificate_provider?: CommonTlsContext_CertificateProvider;
  readonly validation_context_certificate_provider_instance?: CommonTlsContext_CertificateProviderInstance;
}
export type DownstreamTlsContext = {
  readonly common_tls_context?: CommonTlsContext;
  readonly require_client_certificate?: google_protobuf.BoolValue;
  readonly require_sni?: google_protobuf.BoolValue;
  readonly disable_stateful_session_resumption?: boolean;
  readonly session_timeout?: google_protobuf.Duration;
  readonly ocsp_staple_policy?: DownstreamTlsContext_OcspStaplePolicy;
  readonly full_scan_certs_on_sni_mismatch?: google_protobuf.BoolValue;
  readonly prefer_client_ciphers?: boolean;
} & (
  | { readonly session_ticket_keys?: never; readonly session_ticket_keys_sds_secret_config?: never; readonly disable_stateless_session_resumption?: never }
  | { readonly session_ticket_keys: TlsSessionTicketKeys; readonly session_ticket_keys_sds_secret_config?: never; readonly disable_stateless_session_resumption?: never }
  | { readonly session_ticket_keys?: never; readonly session_ticket_keys_sds_secret_config: SdsSecretConfig; readonly disable_stateless_session_resumption?: never }
  | { readonly session_ticket_keys?: never; readonly session_ticket_keys_sds_secret_config?: never; readonly disable_stateless_session_resumption: boolean }
);
export const DownstreamTlsContext_OcspStaplePolicy = {
  LENIENT_STAPLING: 0,
  STRICT_STAPLING: 1,
  MUST_STAPLE: 2,
} as const;
export type DownstreamTlsContext_OcspStaplePolicy = (typeof DownstreamTlsContext_OcspStaplePolicy)[keyof typeof DownstreamTlsContext_OcspStaplePolicy];
export interface GenericSecret {
  readonly secret?: envoy_config_core_v3.DataSource;
  readonly secrets?: Readonly<Record<string, envoy_config_core_v3.DataSource>>;
}
export type PrivateKeyProvider = {
  readonly provider_name?: string;
  readonly fallback?: boolean;
} & (
  | { readonly typed_config?: never }
  | { readonly typed_config: google_protobuf.Any }
);
export interface SPIFFECertValidatorConfig {
  readonly trust_domains?: readonly SPIFFECertValidatorConfig_TrustDomain[];
  readonly trust_bundles?: envoy_config_core_v3.DataSource;
}
export interface SPIFFECertValidatorConfig_TrustDomain {
  readonly name?: string;
  readonly trust_bundle?: envoy_config_core_v3.DataSource;
  readonly workload_trust_domain?: string;
}
export interface SdsSecretConfig {
  readonly name?: string;
  readonly sds_config?: envoy_config_core_v3.ConfigSource;
}
export type Secret = {
  readonly name?: string;
} & (
  | { readonly tls_certificate?: never; readonly session_ticket_keys?: never; readonly validation_context?: never; readonly generic_secret?: never }
  | { readonly tls_certificate: TlsCertificate; readonly session_ticket_keys?: never; readonly validation_context?: never; readonly generic_secret?: never }
  | { readonly tls_certificate?: never; readonly session_ticket_keys: TlsSessionTicketKeys; readonly validation_context?: never; readonly generic_secret?: never }
  | { readonly tls_certificate?: never; readonly session_ticket_keys?: never; readonly validation_context: CertificateValidationContext; readonly generic_secret?: never }
  | { readonly tls_certificate?: never; readonly session_ticket_keys?: never; readonly validation_context?: never; readonly generic_secret: GenericSecret }
);
export interface SubjectAltNameMatcher {
  readonly san_type?: SubjectAltNameMatcher_SanType;
  readonly matcher?: envoy_type_matcher_v3.StringMatcher;
  readonly oid?: string;
}
export const SubjectAltNameMatcher_SanType = {
  SAN_TYPE_UNSPECIFIED: 0,
  EMAIL: 1,
  DNS: 2,
  URI: 3,
  IP_ADDRESS: 4,
  OTHER_NAME: 5,
} as const;
export type SubjectAltNameMatcher_SanType = (typeof SubjectAltNameMatcher_SanType)[keyof typeof SubjectAltNameMatcher_SanType];
export interface TlsCertificate {
  readonly certificate_chain?: envoy_config_core_v3.DataSource;
  readonly private_key?: envoy_config_core_v3.DataSource;
  readonly pkcs12?: envoy_config_core_v3.DataSource;
  readonly watched_directory?: envoy_config_core_v3.WatchedDirectory;
  readonly private_key_provider?: PrivateKeyProvider;
  readonly password?: envoy_config_core_v3.DataSource;
  readonly ocsp_staple?: envoy_config_core_v3.DataSource;
  readonly signed_certificate_timestamp?: readonly envoy_config_core_v3.DataSource[];
  readonly tls_params?: TlsParameters;
}
export interface TlsKeyLog {
  readonly path?: string;
  readonly local_address_range?: readonly envoy_config_core_v3.CidrRange[];
  readonly remote_address_range?: readonly envoy_config_core_v3.CidrRange[];
}
export interface TlsParameters {
  readonly tls_minimum_protocol_version?: TlsParameters_TlsProtocol;
  readonly tls_maximum_protocol_version?: TlsParameters_TlsProtocol;
  readonly cipher_suites?: readonly string[];
  readonly ecdh_curves?: readonly string[];
  readonly signature_algorithms?: readonly string[];
  readonly compliance_policies?: readonly TlsParameters_CompliancePolicy[];
}
export const TlsParameters_CompliancePolicy = {
  FIPS_202205: 0,
  CNSA2_202603: 1,
  CNSA1_202603: 2,
} as const;
export type TlsParameters_CompliancePolicy = (typeof TlsParameters_CompliancePolicy)[keyof typeof TlsParameters_CompliancePolicy];
export const TlsParameters_TlsProtocol = {
  TLS_AUTO: 0,
  TLSv1_0: 1,
  TLSv1_1: 2,
  TLSv1_2: 3,
  TLSv1_3: 4,
} as const;
export type TlsParameters_TlsProtocol = (typeof TlsParameters_TlsProtocol)[keyof typeof TlsParameters_TlsProtocol];
export interface TlsSessionTicketKeys {
  readonly keys?: readonly envoy_config_core_v3.DataSource[];
}
export interface UpstreamTlsContext {
  readonly common_tls_context?: CommonTlsContext;
  readonly sni?: string;
  readonly auto_host_sni?: boolean;
  readonly auto_sni_san_validation?: boolean;
  readonly allow_renegotiation?: boolean;
  readonly max_session_keys?: google_protobuf.UInt32Value;
  readonly enforce_rsa_key_usage?: google_protobuf.BoolValue;
}
