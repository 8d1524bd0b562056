import protobuf from "protobufjs/light.js";
import { codec } from "../../gen/codec.ts";
import type { ClusterStats, UpstreamLocalityStats } from "../../gen/envoy/config/endpoint/v3.ts";
import type { LoadCounts, LoadReport, ReportedLoad } from "./load-history.ts";

/** `envoy.service.load_stats.v3.LoadStatsRequest` in its two parts. */
export interface LoadStatsParts {
  /** Envoy repeats its node, 61 kB, in every message; nobody reads it twice. */
  readonly node: Uint8Array | undefined;
  readonly clusters: readonly Uint8Array[];
}

/** A proxy names at most so many zones of a service, so long; what it says of others is added up under one name. */
const zonesOfService = 1000;
const zoneLength = 500;
const otherZones = "(others)";

/** Takes a message apart without reading the parts. Throws protobufjs' errors on malformed input. */
export function splitLoadStats(bytes: Uint8Array): LoadStatsParts {
  const reader = protobuf.Reader.create(bytes);
  const clusters: Uint8Array[] = [];
  let node: Uint8Array | undefined;
  while (reader.pos < reader.len) {
    const tag = reader.uint32();
    if (tag === 10) node = reader.bytes();
    else if (tag === 18) clusters.push(reader.bytes());
    else reader.skipType(tag & 7);
  }
  return { node, clusters };
}

/** Reads a report. `isKnown` says of a cluster that there is one of that name: what a proxy makes up is not kept. Throws protobufjs' errors. */
export function readLoadReport({ clusters }: LoadStatsParts, isKnown: (cluster: string) => boolean): LoadReport {
  const services = new Map<string, ReportedLoad>();
  let intervalMs = 0;
  for (const bytes of clusters) {
    const stats = codec("envoy.config.endpoint.v3.ClusterStats").decode(bytes);
    const { seconds = 0, nanos = 0 } = stats.load_report_interval ?? {};
    intervalMs = Math.max(intervalMs, seconds * 1000 + nanos / 1e6);
    const name = stats.cluster_name ?? "";
    if (isKnown(name)) addTo(services, serviceOf(name), stats);
  }
  return { intervalMs, services };
}

/** A cluster is `namespace/service` or `namespace/service/version`. */
function serviceOf(cluster: string): string {
  return cluster.split("/").slice(0, 2).join("/");
}

function addTo(services: Map<string, ReportedLoad>, service: string, stats: ClusterStats): void {
  const known = services.get(service);
  const zones = new Map(known?.zones);
  for (const locality of stats.upstream_locality_stats ?? []) {
    const named = zoneOf(locality);
    const zone = zones.has(named) || zones.size < zonesOfService ? named : otherZones;
    zones.set(zone, sum(zones.get(zone), countsOf(locality)));
  }
  services.set(service, { dropped: (known?.dropped ?? 0) + (stats.total_dropped_requests ?? 0), zones });
}

function countsOf(stats: UpstreamLocalityStats): LoadCounts {
  return {
    issued: stats.total_issued_requests ?? 0,
    succeeded: stats.total_successful_requests ?? 0,
    failed: stats.total_error_requests ?? 0,
    inProgress: stats.total_requests_in_progress ?? 0,
  };
}

function sum(left: LoadCounts | undefined, right: LoadCounts): LoadCounts {
  if (left === undefined) return right;
  return {
    issued: left.issued + right.issued,
    succeeded: left.succeeded + right.succeeded,
    failed: left.failed + right.failed,
    inProgress: left.inProgress + right.inProgress,
  };
}

function zoneOf({ locality = {} }: UpstreamLocalityStats): string {
  return [locality.region, locality.zone, locality.sub_zone]
    .map((part) => part ?? "")
    .join("/")
    .replace(/\/+$/u, "")
    .slice(0, zoneLength);
}
