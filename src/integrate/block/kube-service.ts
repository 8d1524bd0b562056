import type { JsonObject } from "../../kit/json.ts";
import { type ListenAddress, listenAddressText } from "../../kit/listen-address.ts";
import { isIpAddress } from "./transport-socket.ts";

/** A Service of Kubernetes that leads to one of our services, for hosts that know nothing else. */
export interface KubeService {
  readonly name: string;
  readonly port: number;
  /** What has to be applied for it; none when it is there already. */
  readonly objects: readonly JsonObject[];
}

/** Where a service is, as a host wants it. */
export interface KubePlace {
  readonly name: string;
  readonly namespace: string;
  readonly endpoints: readonly ListenAddress[];
}

/** The Service that is named, or a new one for IP addresses. `undefined`: neither; see {@link reviewPlace}. */
export function kubeService({ name, namespace, endpoints }: KubePlace): KubeService | undefined {
  const [first] = endpoints;
  if (first === undefined) return undefined;
  const named = endpoints.length === 1 ? serviceIn(first.host, namespace) : undefined;
  if (named !== undefined) return { name: named, port: first.port, objects: [] };
  if (!endpoints.every(({ host, port }) => isIpAddress(host) && port === first.port)) return undefined;
  return { name, port: first.port, objects: [headlessService(name, namespace, first.port), endpointSlice({ name, namespace, endpoints })] };
}

/** What is wrong with addresses for a host that takes Services of Kubernetes alone. */
export function reviewPlace(flag: string, { endpoints, namespace }: Omit<KubePlace, "name">): readonly string[] {
  if (endpoints.length === 0 || kubeService({ name: "any", namespace, endpoints }) !== undefined) return [];
  const given = endpoints.map(listenAddressText).join(", ");
  return [
    `Option ${flag} must be IP addresses with one port, or one Service of namespace ${namespace} as NAME.${namespace}.svc:PORT, because the host knows nothing else, not ${given}`,
  ];
}

/** `authz.sluice.svc` and `authz.sluice.svc.cluster.local` are the Service authz of namespace sluice. */
function serviceIn(host: string, namespace: string): string | undefined {
  const [name, space, svc] = host.split(".");
  return space === namespace && svc === "svc" ? name : undefined;
}

function headlessService(name: string, namespace: string, port: number): JsonObject {
  const ports = [{ name: "grpc", port, targetPort: port, protocol: "TCP", appProtocol: "kubernetes.io/h2c" }];
  return { apiVersion: "v1", kind: "Service", metadata: { name, namespace }, spec: { clusterIP: "None", ports } };
}

function endpointSlice({ name, namespace, endpoints }: KubePlace): JsonObject {
  const isSix = endpoints.some(({ host }) => host.includes(":"));
  return {
    apiVersion: "discovery.k8s.io/v1",
    kind: "EndpointSlice",
    metadata: { name: `${name}-1`, namespace, labels: { "kubernetes.io/service-name": name } },
    addressType: isSix ? "IPv6" : "IPv4",
    ports: [{ name: "grpc", port: endpoints[0]?.port ?? 0, protocol: "TCP" }],
    endpoints: endpoints.map(({ host }) => ({ addresses: [host], conditions: { ready: true } })),
  };
}
