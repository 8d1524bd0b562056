import type { LaneMethod, LaneMethods, StreamCall, StreamReader } from "../../http2/handler.ts";
import type { ResourceType } from "../../snapshot/resource.ts";
import type { Scope, Variant } from "../subscription/event.ts";

/** What a stream is about. */
export interface StreamKind {
  readonly variant: Variant;
  readonly scope: Scope;
}

interface ServiceNames {
  readonly service: string;
  readonly scope: Scope;
  readonly stream: string;
  readonly delta: string;
}

const perType: readonly (readonly [type: ResourceType, service: string, noun: string])[] = [
  ["listener", "listener.v3.ListenerDiscoveryService", "Listeners"],
  ["scoped-route", "route.v3.ScopedRoutesDiscoveryService", "ScopedRoutes"],
  ["virtual-host", "route.v3.VirtualHostDiscoveryService", "VirtualHosts"],
  ["route", "route.v3.RouteDiscoveryService", "Routes"],
  ["cluster", "cluster.v3.ClusterDiscoveryService", "Clusters"],
  ["endpoint", "endpoint.v3.EndpointDiscoveryService", "Endpoints"],
  ["extension", "extension.v3.ExtensionConfigDiscoveryService", "ExtensionConfigs"],
  ["secret", "secret.v3.SecretDiscoveryService", "Secrets"],
  ["runtime", "runtime.v3.RuntimeDiscoveryService", "Runtime"],
];

const allServices: readonly ServiceNames[] = [
  { service: "discovery.v3.AggregatedDiscoveryService", scope: "ads", stream: "StreamAggregatedResources", delta: "DeltaAggregatedResources" },
  ...perType.map(([scope, service, noun]) => ({ service, scope, stream: `Stream${noun}`, delta: `Delta${noun}` })),
];

/** Every discovery service, in both variants, by full method names. */
export function discoveryMethods(open: (call: StreamCall, kind: StreamKind) => StreamReader): LaneMethods {
  const methods = allServices.flatMap(({ service, scope, stream, delta }) => {
    const kinds: readonly (readonly [name: string, variant: Variant])[] = [
      // Virtual hosts are of delta alone.
      ...(scope === "virtual-host" ? [] : [[stream, "sotw"] as const]),
      [delta, "delta"],
    ];
    return kinds.map(([name, variant]): readonly [path: string, method: LaneMethod] => [
      `/envoy.service.${service}/${name}`,
      { kind: "stream", open: (call) => open(call, { variant, scope }) },
    ]);
  });
  return Object.fromEntries(methods);
}
