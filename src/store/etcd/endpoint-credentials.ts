import { isIP } from "node:net";
import { checkServerIdentity, type PeerCertificate } from "node:tls";
import { type ChannelCredentials, type ChannelOptions, credentials } from "@grpc/grpc-js";
import type { EtcdTls } from "./etcd-settings.ts";

/** How one endpoint is spoken to. */
export interface EndpointChannel {
  /** `HOST:PORT`. */
  readonly target: string;
  readonly credentials: ChannelCredentials;
  readonly options: ChannelOptions;
}

const channelOptions: ChannelOptions = {
  "grpc.max_receive_message_length": -1,
  "grpc.max_send_message_length": -1,
  "grpc.initial_reconnect_backoff_ms": 100,
  "grpc.max_reconnect_backoff_ms": 1000,
  // etcd refuses pings that come more often than every 5 s.
  "grpc.keepalive_time_ms": 10_000,
  "grpc.keepalive_timeout_ms": 3000,
  // A connection that hangs must not be found again by the next channel.
  "grpc.use_local_subchannel_pool": 1,
};

/** Reads an endpoint such as `https://10.0.0.1:2379`. */
export function endpointChannel(address: string, tls: EtcdTls = {}): EndpointChannel {
  const url = new URL(address);
  const target = url.port === "" ? `${url.hostname}:${url.protocol === "https:" ? 443 : 80}` : url.host;
  if (url.protocol === "http:") return { target, credentials: credentials.createInsecure(), options: channelOptions };
  const host = url.hostname.replace(/^\[|\]$/gu, "");
  if (isIP(host) === 0) return { target, credentials: sslCredentials(tls), options: channelOptions };
  // grpc-js would send the address as the server's name, which RFC 6066 does not allow and Node refuses. Another name is sent (etcd does not
  // look at it), and the certificate is checked for the address.
  const checked = sslCredentials(tls, (_, certificate) => checkServerIdentity(host, certificate));
  return { target, credentials: checked, options: { ...channelOptions, "grpc.ssl_target_name_override": "etcd" } };
}

function sslCredentials(
  { authorities, certificate, key }: EtcdTls,
  check?: (host: string, certificate: PeerCertificate) => Error | undefined,
): ChannelCredentials {
  const options = check === undefined ? {} : { checkServerIdentity: check };
  return credentials.createSsl(toBuffer(authorities), toBuffer(key), toBuffer(certificate), options);
}

/** gRPC takes `null` for what is not given; without authorities those of the system. */
function toBuffer(text: string | undefined): Buffer | null {
  return text === undefined ? null : Buffer.from(text);
}
