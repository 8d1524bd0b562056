import type { ResourceType } from "../../snapshot/resource.ts";
import type { Scope, Variant } from "../subscription/event.ts";

/** One gRPC service: definition and handlers in the shape that grpc-js asks for. */
export interface BoundService {
  readonly definition: Readonly<Record<string, object>>;
  /** A method with one answer gives it to `done`. */
  readonly handlers: Readonly<Record<string, (call: unknown, done: unknown) => void>>;
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

/** Every discovery service, in both variants; messages are bytes on both sides, so that encoded resources go out as they are. */
export function discoveryMethods(serve: (call: unknown, kind: { readonly variant: Variant; readonly scope: Scope }) => void): readonly BoundService[] {
  return allServices.map(({ service, scope, stream, delta }) => {
    const methods: readonly (readonly [name: string, variant: Variant])[] = [
      // Virtual hosts are of delta alone.
      ...(scope === "virtual-host" ? [] : [[stream, "sotw"] as const]),
      [delta, "delta"],
    ];
    return {
      definition: Object.fromEntries(methods.map(([name]) => [name, streamMethod(service, name)])),
      handlers: Object.fromEntries(methods.map(([name, variant]) => [name, (call: unknown) => serve(call, { variant, scope })])),
    };
  });
}

function streamMethod(service: string, method: string) {
  const asIs = (bytes: Buffer): Buffer => bytes;
  return {
    path: `/envoy.service.${service}/${method}`,
    requestStream: true,
    responseStream: true,
    requestSerialize: asIs,
    requestDeserialize: asIs,
    responseSerialize: asIs,
    responseDeserialize: asIs,
  };
}
