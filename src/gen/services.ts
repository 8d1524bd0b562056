// Made by `npm run gen` from proto/; do not edit
/** Every service by its full name, with the messages of its methods and which sides stream. */
export const services = {
  "envoy.service.accesslog.v3.AccessLogService": {
    StreamAccessLogs: { request: "envoy.service.accesslog.v3.StreamAccessLogsMessage", response: "envoy.service.accesslog.v3.StreamAccessLogsResponse", requestStream: true, responseStream: false },
  },
  "envoy.service.auth.v3.Authorization": {
    Check: { request: "envoy.service.auth.v3.CheckRequest", response: "envoy.service.auth.v3.CheckResponse", requestStream: false, responseStream: false },
  },
  "envoy.service.cluster.v3.ClusterDiscoveryService": {
    StreamClusters: { request: "envoy.service.discovery.v3.DiscoveryRequest", response: "envoy.service.discovery.v3.DiscoveryResponse", requestStream: true, responseStream: true },
    DeltaClusters: { request: "envoy.service.discovery.v3.DeltaDiscoveryRequest", response: "envoy.service.discovery.v3.DeltaDiscoveryResponse", requestStream: true, responseStream: true },
    FetchClusters: { request: "envoy.service.discovery.v3.DiscoveryRequest", response: "envoy.service.discovery.v3.DiscoveryResponse", requestStream: false, responseStream: false },
  },
  "envoy.service.discovery.v3.AggregatedDiscoveryService": {
    StreamAggregatedResources: { request: "envoy.service.discovery.v3.DiscoveryRequest", response: "envoy.service.discovery.v3.DiscoveryResponse", requestStream: true, responseStream: true },
    DeltaAggregatedResources: { request: "envoy.service.discovery.v3.DeltaDiscoveryRequest", response: "envoy.service.discovery.v3.DeltaDiscoveryResponse", requestStream: true, responseStream: true },
  },
  "envoy.service.endpoint.v3.EndpointDiscoveryService": {
    StreamEndpoints: { request: "envoy.service.discovery.v3.DiscoveryRequest", response: "envoy.service.discovery.v3.DiscoveryResponse", requestStream: true, responseStream: true },
    DeltaEndpoints: { request: "envoy.service.discovery.v3.DeltaDiscoveryRequest", response: "envoy.service.discovery.v3.DeltaDiscoveryResponse", requestStream: true, responseStream: true },
    FetchEndpoints: { request: "envoy.service.discovery.v3.DiscoveryRequest", response: "envoy.service.discovery.v3.DiscoveryResponse", requestStream: false, responseStream: false },
  },
  "envoy.service.ext_proc.v3.ExternalProcessor": {
    Process: { request: "envoy.service.ext_proc.v3.ProcessingRequest", response: "envoy.service.ext_proc.v3.ProcessingResponse", requestStream: true, responseStream: true },
  },
  "envoy.service.extension.v3.ExtensionConfigDiscoveryService": {
    StreamExtensionConfigs: { request: "envoy.service.discovery.v3.DiscoveryRequest", response: "envoy.service.discovery.v3.DiscoveryResponse", requestStream: true, responseStream: true },
    DeltaExtensionConfigs: { request: "envoy.service.discovery.v3.DeltaDiscoveryRequest", response: "envoy.service.discovery.v3.DeltaDiscoveryResponse", requestStream: true, responseStream: true },
    FetchExtensionConfigs: { request: "envoy.service.discovery.v3.DiscoveryRequest", response: "envoy.service.discovery.v3.DiscoveryResponse", requestStream: false, responseStream: false },
  },
  "envoy.service.health.v3.HealthDiscoveryService": {
    StreamHealthCheck: { request: "envoy.service.health.v3.HealthCheckRequestOrEndpointHealthResponse", response: "envoy.service.health.v3.HealthCheckSpecifier", requestStream: true, responseStream: true },
    FetchHealthCheck: { request: "envoy.service.health.v3.HealthCheckRequestOrEndpointHealthResponse", response: "envoy.service.health.v3.HealthCheckSpecifier", requestStream: false, responseStream: false },
  },
  "envoy.service.listener.v3.ListenerDiscoveryService": {
    DeltaListeners: { request: "envoy.service.discovery.v3.DeltaDiscoveryRequest", response: "envoy.service.discovery.v3.DeltaDiscoveryResponse", requestStream: true, responseStream: true },
    StreamListeners: { request: "envoy.service.discovery.v3.DiscoveryRequest", response: "envoy.service.discovery.v3.DiscoveryResponse", requestStream: true, responseStream: true },
    FetchListeners: { request: "envoy.service.discovery.v3.DiscoveryRequest", response: "envoy.service.discovery.v3.DiscoveryResponse", requestStream: false, responseStream: false },
  },
  "envoy.service.load_stats.v3.LoadReportingService": {
    StreamLoadStats: { request: "envoy.service.load_stats.v3.LoadStatsRequest", response: "envoy.service.load_stats.v3.LoadStatsResponse", requestStream: true, responseStream: true },
  },
  "envoy.service.rate_limit_quota.v3.RateLimitQuotaService": {
    StreamRateLimitQuotas: { request: "envoy.service.rate_limit_quota.v3.RateLimitQuotaUsageReports", response: "envoy.service.rate_limit_quota.v3.RateLimitQuotaResponse", requestStream: true, responseStream: true },
  },
  "envoy.service.ratelimit.v3.RateLimitService": {
    ShouldRateLimit: { request: "envoy.service.ratelimit.v3.RateLimitRequest", response: "envoy.service.ratelimit.v3.RateLimitResponse", requestStream: false, responseStream: false },
  },
  "envoy.service.route.v3.RouteDiscoveryService": {
    StreamRoutes: { request: "envoy.service.discovery.v3.DiscoveryRequest", response: "envoy.service.discovery.v3.DiscoveryResponse", requestStream: true, responseStream: true },
    DeltaRoutes: { request: "envoy.service.discovery.v3.DeltaDiscoveryRequest", response: "envoy.service.discovery.v3.DeltaDiscoveryResponse", requestStream: true, responseStream: true },
    FetchRoutes: { request: "envoy.service.discovery.v3.DiscoveryRequest", response: "envoy.service.discovery.v3.DiscoveryResponse", requestStream: false, responseStream: false },
  },
  "envoy.service.route.v3.ScopedRoutesDiscoveryService": {
    StreamScopedRoutes: { request: "envoy.service.discovery.v3.DiscoveryRequest", response: "envoy.service.discovery.v3.DiscoveryResponse", requestStream: true, responseStream: true },
    DeltaScopedRoutes: { request: "envoy.service.discovery.v3.DeltaDiscoveryRequest", response: "envoy.service.discovery.v3.DeltaDiscoveryResponse", requestStream: true, responseStream: true },
    FetchScopedRoutes: { request: "envoy.service.discovery.v3.DiscoveryRequest", response: "envoy.service.discovery.v3.DiscoveryResponse", requestStream: false, responseStream: false },
  },
  "envoy.service.route.v3.VirtualHostDiscoveryService": {
    DeltaVirtualHosts: { request: "envoy.service.discovery.v3.DeltaDiscoveryRequest", response: "envoy.service.discovery.v3.DeltaDiscoveryResponse", requestStream: true, responseStream: true },
  },
  "envoy.service.runtime.v3.RuntimeDiscoveryService": {
    StreamRuntime: { request: "envoy.service.discovery.v3.DiscoveryRequest", response: "envoy.service.discovery.v3.DiscoveryResponse", requestStream: true, responseStream: true },
    DeltaRuntime: { request: "envoy.service.discovery.v3.DeltaDiscoveryRequest", response: "envoy.service.discovery.v3.DeltaDiscoveryResponse", requestStream: true, responseStream: true },
    FetchRuntime: { request: "envoy.service.discovery.v3.DiscoveryRequest", response: "envoy.service.discovery.v3.DiscoveryResponse", requestStream: false, responseStream: false },
  },
  "envoy.service.secret.v3.SecretDiscoveryService": {
    DeltaSecrets: { request: "envoy.service.discovery.v3.DeltaDiscoveryRequest", response: "envoy.service.discovery.v3.DeltaDiscoveryResponse", requestStream: true, responseStream: true },
    StreamSecrets: { request: "envoy.service.discovery.v3.DiscoveryRequest", response: "envoy.service.discovery.v3.DiscoveryResponse", requestStream: true, responseStream: true },
    FetchSecrets: { request: "envoy.service.discovery.v3.DiscoveryRequest", response: "envoy.service.discovery.v3.DiscoveryResponse", requestStream: false, responseStream: false },
  },
  "envoy.service.status.v3.ClientStatusDiscoveryService": {
    StreamClientStatus: { request: "envoy.service.status.v3.ClientStatusRequest", response: "envoy.service.status.v3.ClientStatusResponse", requestStream: true, responseStream: true },
    FetchClientStatus: { request: "envoy.service.status.v3.ClientStatusRequest", response: "envoy.service.status.v3.ClientStatusResponse", requestStream: false, responseStream: false },
  },
  "grpc.health.v1.Health": {
    Check: { request: "grpc.health.v1.HealthCheckRequest", response: "grpc.health.v1.HealthCheckResponse", requestStream: false, responseStream: false },
    List: { request: "grpc.health.v1.HealthListRequest", response: "grpc.health.v1.HealthListResponse", requestStream: false, responseStream: false },
    Watch: { request: "grpc.health.v1.HealthCheckRequest", response: "grpc.health.v1.HealthCheckResponse", requestStream: false, responseStream: true },
  },
  "opentelemetry.proto.collector.logs.v1.LogsService": {
    Export: { request: "opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest", response: "opentelemetry.proto.collector.logs.v1.ExportLogsServiceResponse", requestStream: false, responseStream: false },
  },
  "opentelemetry.proto.collector.trace.v1.TraceService": {
    Export: { request: "opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest", response: "opentelemetry.proto.collector.trace.v1.ExportTraceServiceResponse", requestStream: false, responseStream: false },
  },
  "xds.service.orca.v3.OpenRcaService": {
    StreamCoreMetrics: { request: "xds.service.orca.v3.OrcaLoadReportRequest", response: "xds.data.orca.v3.OrcaLoadReport", requestStream: false, responseStream: true },
  },
} as const;
/** Full name of a service. */
export type ServiceName = keyof typeof services;
