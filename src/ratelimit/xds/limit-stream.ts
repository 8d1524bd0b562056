import { type ChannelCredentials, Client, type ClientDuplexStream, Metadata, type StatusObject, status } from "@grpc/grpc-js";
import type { DiscoveryRequest, DiscoveryResponse } from "../../gen/envoy/service/discovery/v3.ts";
import { service } from "../../gen/service.ts";
import type { Clock, Random } from "../../kit/clock.ts";
import type { Domains } from "../source/domain-source.ts";
import { type ConfigProblem, limitConfigUrl, readLimitConfigs } from "./read-limit-configs.ts";

/** Where limits come from, and who asks. */
export interface LimitServer {
  /** `host:port`. */
  readonly target: string;
  readonly credentials: ChannelCredentials;
  /** The name that TLS is told, where it is not the target's host. */
  readonly serverName?: string;
  readonly node: { readonly id: string; readonly cluster: string };
  /** The bearer token to show, read for each stream. */
  readonly token: () => Promise<string | undefined>;
}

/** Told what happens. */
export interface LimitStreamObserver {
  onDomains(domains: Domains): void;
  /** A response was not used: the last good limits stay. */
  onRefused(problems: readonly ConfigProblem[]): void;
  /** There is a stream, or there is none any more. */
  onConnected(connected: boolean): void;
  /** A stream ended, or did not begin: the words of gRPC. It is begun anew. */
  onEnded(reason: string): void;
}

/** Options of {@link followLimitServer}. */
export interface LimitStreamOptions extends LimitServer {
  readonly merge: boolean;
  readonly clock: Clock;
  readonly random: Random;
  readonly observer: LimitStreamObserver;
}

/** How long the next stream is waited for: from the first to the longest, twice as long each time, and up to half of it by chance less. */
const firstWaitMs = 200;
const longestWaitMs = 5000;

const channelOptions = {
  "grpc.max_receive_message_length": 64 << 20,
  "grpc.keepalive_time_ms": 10_000,
  "grpc.keepalive_timeout_ms": 5000,
  "grpc.initial_reconnect_backoff_ms": 100,
  "grpc.max_reconnect_backoff_ms": 1000,
  "grpc.use_local_subchannel_pool": 1,
} as const;

type AdsStream = ClientDuplexStream<DiscoveryRequest, DiscoveryResponse>;

/**
 * Follows the limits of an xDS server (aggregated, state of the world) until the answer is called. A response that has something wrong is refused as a
 * whole, in words that begin with the name of what is wrong; the last good limits stay, also while the server is away.
 */
export function followLimitServer(options: LimitStreamOptions): () => void {
  const follower = new Follower(options);
  follower.begin();
  return () => follower.stop();
}

class Follower {
  readonly #options: LimitStreamOptions;
  readonly #client: Client;
  #stream: AdsStream | undefined;
  #cancelWait: () => void = () => undefined;
  #failures = 0;
  /** The last version that was taken; a new stream begins with it. */
  #version = "";
  /** The last version that was refused, and how often it has come again since. */
  #refused: { readonly version: string; again: number } | undefined;
  #cancelRefusal: () => void = () => undefined;
  #stopped = false;

  constructor(options: LimitStreamOptions) {
    this.#options = options;
    this.#client = new Client(options.target, options.credentials, {
      ...channelOptions,
      ...(options.serverName !== undefined && { "grpc.ssl_target_name_override": options.serverName }),
    });
  }

  begin(): void {
    void this.#options.token().then(
      (token) => this.#open(token),
      (error: unknown) => this.#ended(error instanceof Error ? error.message : String(error)),
    );
  }

  stop(): void {
    this.#stopped = true;
    this.#cancelWait();
    this.#cancelRefusal();
    this.#stream?.cancel();
    this.#client.close();
  }

  #open(token: string | undefined): void {
    if (this.#stopped) return;
    const metadata = new Metadata();
    if (token !== undefined) metadata.set("authorization", `Bearer ${token}`);
    const { path, requestSerialize, responseDeserialize } = service("envoy.service.discovery.v3.AggregatedDiscoveryService").StreamAggregatedResources;
    const stream = this.#client.makeBidiStreamRequest(path, requestSerialize, responseDeserialize, metadata);
    this.#stream = stream;
    stream.on("data", (response: DiscoveryResponse) => this.#take(stream, response));
    // What ended it comes with the status.
    stream.on("error", () => undefined);
    stream.on("status", ({ code, details }: StatusObject) => this.#ended(`${status[code]}: ${details}`));
    const { id, cluster } = this.#options.node;
    stream.write({ type_url: limitConfigUrl, version_info: this.#version, node: { id, cluster, user_agent_name: "sluice" } });
  }

  #take(stream: AdsStream, { type_url: url = "", version_info: version = "", nonce = "", resources = [] }: DiscoveryResponse): void {
    if (url !== limitConfigUrl) return;
    this.#failures = 0;
    this.#cancelRefusal();
    const { merge, observer } = this.#options;
    observer.onConnected(true);
    const read = readLimitConfigs(resources, { merge });
    const answer = { type_url: url, response_nonce: nonce };
    if ("problems" in read) {
      const message = read.problems.map(({ name, detail }) => `${name}: ${detail}`).join("\n");
      const refuse = (): void => void stream.write({ ...answer, version_info: this.#version, error_detail: { code: status.INVALID_ARGUMENT, message } });
      if (this.#isRefusedAgain(version)) this.#refuseLater(refuse);
      else {
        refuse();
        observer.onRefused(read.problems);
      }
      return;
    }
    this.#refused = undefined;
    this.#version = version;
    stream.write({ ...answer, version_info: version });
    observer.onDomains(read.domains);
  }

  /** Some servers send what was refused again at once, for ever: each time is one more. */
  #isRefusedAgain(version: string): boolean {
    const isAgain = version !== "" && this.#refused?.version === version;
    this.#refused = { version, again: isAgain ? (this.#refused?.again ?? 0) + 1 : 0 };
    return isAgain;
  }

  #refuseLater(refuse: () => void): void {
    this.#cancelRefusal = this.#options.clock.schedule(this.#waitMs((this.#refused?.again ?? 1) - 1), refuse);
  }

  #waitMs(times: number): number {
    return Math.min(longestWaitMs, firstWaitMs * 2 ** Math.min(times, 10)) * (1 - this.#options.random.number() / 2);
  }

  #ended(reason: string): void {
    if (this.#stopped) return;
    this.#cancelRefusal();
    const { clock, observer } = this.#options;
    observer.onConnected(false);
    observer.onEnded(reason);
    this.#cancelWait = clock.schedule(this.#waitMs(this.#failures), () => this.begin());
    this.#failures += 1;
  }
}
