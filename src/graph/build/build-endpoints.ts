import type { Group } from "../../kit/query/collection.ts";
import type { InstanceSpec } from "../../model/object/instance.ts";
import type { ObjectKey } from "../../model/object/object.ts";
import type { ServiceSpec } from "../../model/object/service.ts";
import { canonicalAddress } from "../node/canonical-address.ts";
import type { EndpointNode, EndpointSetNode, LocalityNode } from "../node/endpoint-set-node.ts";
import type { Parsed } from "./inputs.ts";

/** An endpoint with what chooses its place and its versions. */
export interface PlacedEndpoint {
  readonly region: string;
  readonly zone: string;
  readonly priority: number;
  readonly labels: Readonly<Record<string, string>>;
  readonly endpoint: EndpointNode;
}

/** The static endpoints of a service; none for other sources. */
export function staticEndpoints(service: Parsed<ServiceSpec>): readonly PlacedEndpoint[] {
  return (service.spec.endpoints.static ?? []).map((written, index) => ({
    region: written.region ?? "",
    zone: written.zone ?? "",
    priority: written.priority,
    labels: written.labels ?? {},
    endpoint: {
      address: canonicalAddress(written.address),
      port: written.port,
      weight: written.weight,
      health: "healthy" as const,
      origin: { object: service.key, pointer: `/spec/endpoints/static/${index}` },
    },
  }));
}

/** A registered instance as an endpoint. */
export function instanceEndpoint(instance: Parsed<InstanceSpec>): PlacedEndpoint {
  const { spec } = instance;
  const origin: { readonly object: ObjectKey; readonly pointer: string } = { object: instance.key, pointer: "/spec" };
  return {
    region: spec.region ?? "",
    zone: spec.zone ?? "",
    priority: spec.priority,
    labels: instance.labels,
    endpoint: {
      address: canonicalAddress(spec.address),
      port: spec.port,
      weight: spec.weight,
      health: spec.draining === true ? "draining" : spec.health,
      origin,
    },
  };
}

/** The endpoint set of one cluster: those whose labels the version wants, by place, in a fixed order. An address counts once. */
export function endpointSet(cluster: string, endpoints: readonly PlacedEndpoint[], selector: Readonly<Record<string, string>>): EndpointSetNode {
  const places = new Map<string, PlacedEndpoint[]>();
  const seen = new Set<string>();
  const chosen = endpoints.filter(({ labels }) => Object.entries(selector).every(([name, value]) => labels[name] === value));
  for (const placed of [...chosen].sort(byAddress)) {
    const address = addressText(placed);
    if (seen.has(address)) continue;
    seen.add(address);
    const place = [String(placed.priority).padStart(4, "0"), placed.region, placed.zone].join("\0");
    const company = places.get(place);
    if (company === undefined) places.set(place, [placed]);
    else company.push(placed);
  }
  const localities = [...places.keys()].sort().flatMap((place) => localityOf(places.get(place) ?? []));
  return { cluster, localities: withoutPriorityGaps(localities) };
}

function localityOf(placed: readonly PlacedEndpoint[]): readonly LocalityNode[] {
  const [first] = placed;
  if (first === undefined) return [];
  return [{ region: first.region, zone: first.zone, priority: first.priority, endpoints: placed.map(({ endpoint }) => endpoint) }];
}

/** Envoy refuses a set whose priorities have gaps; written ones say an order. */
function withoutPriorityGaps(localities: readonly LocalityNode[]): readonly LocalityNode[] {
  const levels = [...new Set(localities.map(({ priority }) => priority))].sort((left, right) => left - right);
  return localities.map((locality) => ({ ...locality, priority: levels.indexOf(locality.priority) }));
}

function byAddress(left: PlacedEndpoint, right: PlacedEndpoint): number {
  const leftText = addressText(left);
  const rightText = addressText(right);
  return leftText < rightText ? -1 : Number(leftText > rightText);
}

function addressText({ endpoint }: PlacedEndpoint): string {
  return `${endpoint.address}|${String(endpoint.port).padStart(5, "0")}`;
}

/** Members of a group as a list; an absent group is empty. */
export function membersOf<V>(group: Group<V> | undefined): readonly V[] {
  return group === undefined ? [] : [...group.values()];
}
