import type { Variant } from "../../src/discovery/subscription/event.ts";
import { codec } from "../../src/gen/codec.ts";
import type { DeltaDiscoveryRequest } from "../../src/gen/envoy/service/discovery/v3.ts";
import { typeUrls } from "../../src/snapshot/resource.ts";
import { methodOf } from "../../test/conformance/xds/kit/methods.ts";
import type { ExpectedResources } from "./expected-resources.ts";
import { fleetNames } from "./fleet-resources.ts";
import { GrpcStream } from "./grpc-stream.ts";
import { type ReadResponse, readResponse } from "./read-response.ts";

/** What a proxy is made with. */
export interface BenchProxyOptions {
  readonly address: string;
  readonly id: string;
  readonly variant: Variant;
  readonly expected: ExpectedResources;
  /** Told of each response when it is acknowledged. */
  readonly onAcknowledged: (proxy: BenchProxy, response: ReadResponse) => void;
  readonly onError: (error: Error) => void;
}

type FleetType = keyof typeof fleetNames;

/** Fields of a request of either variant; `version` is of the state of the world. */
interface RequestFields extends Pick<DeltaDiscoveryRequest, "node" | "resource_names_subscribe" | "response_nonce"> {
  readonly version?: string;
}

/** A client that asks in Envoy's order, reads and checks whatever comes and acknowledges it. */
export class BenchProxy {
  readonly #options: BenchProxyOptions;
  readonly #stream: GrpcStream;
  readonly #held: Readonly<Record<FleetType, Set<string>>> = { cluster: new Set(), endpoint: new Set(), listener: new Set(), route: new Set() };
  readonly #asked = new Set<FleetType>();

  constructor(options: BenchProxyOptions) {
    this.#options = options;
    const { address, id, variant } = options;
    this.#stream = new GrpcStream({
      address,
      path: methodOf("ads", variant),
      onMessage: (bytes) => this.#guard(() => this.#onResponse(readResponse(bytes, variant))),
      onEnd: (reason) => options.onError(new Error(`The stream of ${id} ended: ${reason}`)),
    });
    this.#ask("cluster");
  }

  /** The proxy holds everything that there is. */
  get isComplete(): boolean {
    return (Object.keys(fleetNames) as FleetType[]).every((type) => this.#held[type].size === fleetNames[type].length);
  }

  close(): void {
    this.#stream.close();
  }

  #onResponse(response: ReadResponse): void {
    const type = response.type as FleetType;
    const held = this.#held[type];
    for (const resource of response.resources) {
      this.#options.expected.check(response.type, resource);
      held.add(resource.name);
    }
    this.#request(type, { response_nonce: response.nonce, version: response.version });
    this.#askNext();
    this.#options.onAcknowledged(this, response);
  }

  /** Endpoints and listeners behind the clusters, routes behind the listeners. */
  #askNext(): void {
    if (this.#has("cluster")) this.#ask("endpoint");
    if (this.#has("cluster") && this.#has("endpoint")) this.#ask("listener");
    if (this.#has("listener")) this.#ask("route");
  }

  #has(type: FleetType): boolean {
    return this.#held[type].size === fleetNames[type].length;
  }

  #ask(type: FleetType): void {
    if (this.#asked.has(type)) return;
    const isFirst = this.#asked.size === 0;
    this.#asked.add(type);
    const { id } = this.#options;
    this.#request(type, {
      ...(isFirst && { node: { id, cluster: "bench", user_agent_name: "envoy" } }),
      resource_names_subscribe: isWildcard(type) ? [] : fleetNames[type],
    });
  }

  #request(type: FleetType, { version, ...fields }: RequestFields): void {
    const request = { type_url: typeUrls[type], ...fields };
    const names = isWildcard(type) ? [] : fleetNames[type];
    this.#stream.write(
      this.#options.variant === "delta"
        ? codec("envoy.service.discovery.v3.DeltaDiscoveryRequest").encode(request)
        : codec("envoy.service.discovery.v3.DiscoveryRequest").encode({ ...request, resource_names: names, version_info: version ?? "" }),
    );
  }

  #guard(task: () => void): void {
    try {
      task();
    } catch (error) {
      this.#options.onError(error instanceof Error ? error : new Error(String(error)));
    }
  }
}

function isWildcard(type: FleetType): boolean {
  return type === "cluster" || type === "listener";
}
