import { packAny } from "../../gen/codec.ts";
import type { Cluster } from "../../gen/envoy/config/cluster/v3.ts";
import type { Listener } from "../../gen/envoy/config/listener/v3.ts";
import type { VirtualHost } from "../../gen/envoy/config/route/v3.ts";
import { HttpConnectionManager_CodecType as CodecType, type HttpFilter } from "../../gen/envoy/extensions/filters/network/http_connection_manager/v3.ts";
import type { ListenAddress } from "../../kit/listen-address.ts";
import type { Services } from "../ask/service-asks.ts";
import { clusterNames } from "./filters.ts";
import { serviceCluster, socketAddress } from "./services-cluster.ts";
import type { ServiceTls } from "./transport-socket.ts";

const router: HttpFilter = { name: "envoy.filters.http.router", typed_config: packAny("envoy.extensions.filters.http.router.v3.Router", {}) };

/** A listener with one route table and these filters before the router. */
export function httpListener({ address, host, filters }: { address: ListenAddress; host: VirtualHost; filters: readonly HttpFilter[] }): Listener {
  const manager = {
    stat_prefix: "http",
    codec_type: CodecType.AUTO,
    use_remote_address: { value: true },
    normalize_path: { value: true },
    merge_slashes: true,
    route_config: { name: "local", virtual_hosts: [host] },
    http_filters: [...filters, router],
  };
  const name = "envoy.filters.network.http_connection_manager";
  const typed_config = packAny("envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager", manager);
  return { name: "http", address: socketAddress(address), filter_chains: [{ filters: [{ name, typed_config }] }] };
}

/** The clusters of the services. */
export function serviceClusters({ ratelimit, authz }: Services, tls: ServiceTls | undefined): readonly Cluster[] {
  return [
    ...(ratelimit === undefined ? [] : [serviceCluster({ name: clusterNames.ratelimit, endpoints: ratelimit.endpoints, tls })]),
    ...(authz === undefined ? [] : [serviceCluster({ name: clusterNames.authz, endpoints: authz.endpoints, tls })]),
  ];
}
