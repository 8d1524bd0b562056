import { packAny } from "../gen/codec.ts";
import type { TransportSocket } from "../gen/envoy/config/core/v3.ts";
import type {
  CertificateValidationContext,
  CommonTlsContext,
  DownstreamTlsContext,
  SdsSecretConfig,
  SubjectAltNameMatcher,
  TlsParameters,
} from "../gen/envoy/extensions/transport_sockets/tls/v3.ts";
import { SubjectAltNameMatcher_SanType as SanType, TlsParameters_TlsProtocol as TlsProtocol } from "../gen/envoy/extensions/transport_sockets/tls/v3.ts";
import type { UpstreamTls } from "../graph/node/cluster-node.ts";
import type { DownstreamTls } from "../graph/node/listener-node.ts";
import { overAds, stringMatcher } from "./common.ts";

const minimumVersion = { "1.2": TlsProtocol.TLSv1_2, "1.3": TlsProtocol.TLSv1_3 } as const;

/** Termination of TLS, with certificates over SDS. */
export function downstreamTransportSocket(tls: DownstreamTls): TransportSocket {
  const common: CommonTlsContext = {
    tls_params: parameters(tls.minVersion),
    tls_certificate_sds_secret_configs: tls.certificates.map(overSds),
    alpn_protocols: tls.alpn,
    ...(tls.clientTrust !== undefined && { validation_context_sds_secret_config: overSds(tls.clientTrust) }),
  };
  const context: DownstreamTlsContext = { common_tls_context: common, require_client_certificate: { value: tls.requireClientCertificate } };
  return { name: "envoy.transport_sockets.tls", typed_config: packAny("envoy.extensions.transport_sockets.tls.v3.DownstreamTlsContext", context) };
}

/** TLS towards endpoints. Without a SNI of its own the cluster sends the request's Host (HTTP clusters, `auto_sni`). */
export function upstreamTransportSocket(tls: UpstreamTls): TransportSocket {
  const common = {
    ...validation(tls),
    tls_params: parameters(tls.minVersion),
    ...(tls.certificate !== undefined && { tls_certificate_sds_secret_configs: [overSds(tls.certificate)] }),
  };
  const context = { common_tls_context: common, ...(tls.sni !== undefined && { sni: tls.sni }) };
  return { name: "envoy.transport_sockets.tls", typed_config: packAny("envoy.extensions.transport_sockets.tls.v3.UpstreamTlsContext", context) };
}

function validation(tls: UpstreamTls): CommonTlsContext {
  if (tls.trust === undefined) return {};
  const context = { match_typed_subject_alt_names: subjectAltNames(tls) };
  return { combined_validation_context: { default_validation_context: context, validation_context_sds_secret_config: overSds(tls.trust) } };
}

/** A name may stand in the certificate as DNS name or as URI (SPIFFE); Envoy wants the type said. */
function subjectAltNames(tls: UpstreamTls): NonNullable<CertificateValidationContext["match_typed_subject_alt_names"]> {
  return tls.subjectAltNames.map(
    (match): SubjectAltNameMatcher => ({ san_type: match.value.includes("://") ? SanType.URI : SanType.DNS, matcher: stringMatcher(match) }),
  );
}

function parameters(minVersion: "1.2" | "1.3"): TlsParameters {
  return { tls_minimum_protocol_version: minimumVersion[minVersion], tls_maximum_protocol_version: TlsProtocol.TLSv1_3 };
}

function overSds(name: string): SdsSecretConfig {
  return { name, sds_config: overAds };
}
