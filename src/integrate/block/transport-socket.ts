import { packAny } from "../../gen/codec.ts";
import { ApiVersion, type DataSource, type TransportSocket } from "../../gen/envoy/config/core/v3.ts";
import { SubjectAltNameMatcher_SanType as SanType } from "../../gen/envoy/extensions/transport_sockets/tls/v3.ts";

/** Where a proxy finds a piece of TLS. */
export type PemSource = { readonly path: string } | { readonly pem: string };

/** TLS from a proxy to our services. */
export interface ServiceTls {
  readonly ca: PemSource;
  /** Name that the certificate must carry; absent: the host of the first address. */
  readonly serverName?: string | undefined;
  /** mTLS. */
  readonly client?: { readonly certificate: PemSource; readonly key: PemSource } | undefined;
  /** mTLS with a certificate that the host's control plane sends over ADS, by the secret's name. */
  readonly clientSecret?: string;
}

/** The transport socket of a cluster that speaks TLS and checks names. */
export function transportSocket(tls: ServiceTls, host: string): TransportSocket {
  const name = tls.serverName ?? host;
  const isAddress = isIpAddress(name);
  const { client } = tls;
  return {
    name: "envoy.transport_sockets.tls",
    typed_config: packAny("envoy.extensions.transport_sockets.tls.v3.UpstreamTlsContext", {
      ...(isAddress ? {} : { sni: name }),
      common_tls_context: {
        alpn_protocols: ["h2"],
        ...(client !== undefined && {
          tls_certificates: [{ certificate_chain: dataSource(client.certificate), private_key: dataSource(client.key) }],
        }),
        ...(tls.clientSecret !== undefined && { tls_certificate_sds_secret_configs: [{ name: tls.clientSecret, sds_config: overAds }] }),
        validation_context: {
          trusted_ca: dataSource(tls.ca),
          match_typed_subject_alt_names: [{ san_type: isAddress ? SanType.IP_ADDRESS : SanType.DNS, matcher: { exact: name } }],
        },
      },
    }),
  };
}

const overAds = { ads: {}, resource_api_version: ApiVersion.V3 };

/** True for an IP address of either family. */
export function isIpAddress(host: string): boolean {
  return /^\d{1,3}(?:\.\d{1,3}){3}$/u.test(host) || host.includes(":");
}

function dataSource(source: PemSource): DataSource {
  return "path" in source ? { filename: source.path } : { inline_string: source.pem };
}
