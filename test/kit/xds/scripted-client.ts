import { type ChannelCredentials, Client, type ClientDuplexStream, credentials, Metadata, type ServiceError, type StatusObject } from "@grpc/grpc-js";
import { codec } from "../../../src/gen/codec.ts";
import type { Node } from "../../../src/gen/envoy/config/core/v3.ts";
import type { DeltaDiscoveryRequest, DiscoveryRequest } from "../../../src/gen/envoy/service/discovery/v3.ts";
import { type ResourceType, typeUrls } from "../../../src/snapshot/resource.ts";
import { atEnd } from "../binary/at-end.ts";
import { type Answer, readAnswer, urlOf } from "./answer.ts";

/** How a stream is opened. */
export interface StreamOptions {
  readonly address: string;
  readonly variant: "sotw" | "delta";
  /** Default: the aggregated service. */
  readonly method?: string;
  readonly token?: string;
  readonly credentials?: ChannelCredentials;
  /** Set with the first request; default: an id and a cluster. */
  readonly node?: Node | undefined;
}

const answerMs = 5000;

const adsMethods = {
  sotw: "/envoy.service.discovery.v3.AggregatedDiscoveryService/StreamAggregatedResources",
  delta: "/envoy.service.discovery.v3.AggregatedDiscoveryService/DeltaAggregatedResources",
};

/** One xDS stream whose every message a test writes and reads by hand. Ends with the test file. */
export class ScriptedClient {
  readonly options: StreamOptions;
  readonly ended: Promise<StatusObject>;
  readonly #client: Client;
  readonly #call: ClientDuplexStream<Uint8Array, Buffer>;
  readonly #answers: Answer[] = [];
  #wake = (): void => undefined;
  #first = true;
  #fences = 0;

  constructor(options: StreamOptions, client?: Client) {
    this.options = options;
    this.#client =
      client ??
      new Client(options.address, options.credentials ?? credentials.createInsecure(), {
        "grpc.max_receive_message_length": -1,
        "grpc.use_local_subchannel_pool": 1,
        // Node refuses an IP address as the name that a certificate is checked by.
        ...(options.credentials !== undefined && { "grpc.ssl_target_name_override": "localhost" }),
      });
    const metadata = new Metadata();
    if (options.token !== undefined) metadata.set("authorization", `Bearer ${options.token}`);
    const asBuffer = (bytes: Uint8Array): Buffer => Buffer.from(bytes);
    this.#call = this.#client.makeBidiStreamRequest(options.method ?? adsMethods[options.variant], asBuffer, (bytes: Buffer) => bytes, metadata);
    this.ended = new Promise((resolve) => this.#call.on("status", resolve));
    this.#call.on("error", (_: ServiceError) => this.#wake());
    this.#call.on("data", (bytes: Buffer) => {
      this.#answers.push(readAnswer(bytes, options.variant));
      this.#wake();
    });
    atEnd(() => this.close());
  }

  /** Sends a request of the stream's variant; the node goes with the first. Pass `type` or a `type_url` of your own. */
  send(type: ResourceType | undefined, request: Omit<DiscoveryRequest, "node"> & Omit<DeltaDiscoveryRequest, "node"> = {}): void {
    const node =
      this.#first && !("node" in this.options && this.options.node === undefined) ? { node: this.options.node ?? { id: "client", cluster: "edge" } } : {};
    this.#first = false;
    const full = { ...(type !== undefined && { type_url: typeUrls[type] }), ...request, ...node };
    this.#call.write(
      this.options.variant === "sotw"
        ? codec("envoy.service.discovery.v3.DiscoveryRequest").encode(full)
        : codec("envoy.service.discovery.v3.DeltaDiscoveryRequest").encode(full),
    );
  }

  /** Resolves when the server has the stream, without a request. */
  async opened(): Promise<void> {
    await new Promise<void>((resolve, reject) =>
      this.#client.waitForReady(Date.now() + answerMs, (error) => (error === undefined ? resolve() : reject(error))),
    );
    // The stream's headers go out behind the connection's; the next stream's answer comes after the server has both.
    const other = new ScriptedClient(this.options, this.#client);
    other.send("runtime", { resource_names_subscribe: ["opened"], resource_names: ["opened"] });
    await other.next();
    other.#call.cancel();
  }

  /** Bytes that may be no request at all. */
  sendBytes(bytes: Uint8Array): void {
    this.#call.write(bytes);
  }

  /** The next response; rejects when none comes in 5 s. */
  async next(): Promise<Answer> {
    if (this.#answers.length === 0) await this.#arrival();
    const answer = this.#answers.shift();
    if (answer === undefined) throw new Error(`No response came within ${answerMs} ms`);
    return answer;
  }

  /** The next response, taken: its ACK is sent. */
  async take(names?: readonly string[]): Promise<Answer> {
    const answer = await this.next();
    this.ack(answer, names);
    return answer;
  }

  ack(answer: Answer, names: readonly string[] = []): void {
    const type_url = urlOf(answer.type);
    if (this.options.variant === "sotw") this.send(undefined, { type_url, version_info: answer.version, response_nonce: answer.nonce, resource_names: names });
    else this.send(undefined, { type_url, response_nonce: answer.nonce });
  }

  nack(answer: Answer, message: string, names: readonly string[] = []): void {
    const refusal = { type_url: urlOf(answer.type), response_nonce: answer.nonce, error_detail: { code: 13, message } };
    this.send(undefined, this.options.variant === "sotw" ? { ...refusal, resource_names: names } : refusal);
  }

  /**
   * Everything that the server has sent by now: asks for a runtime layer, which is answered at once and always, and takes what came
   * before that answer. Requests are handled in order, so nothing else is on its way then.
   */
  async rest(): Promise<readonly Answer[]> {
    this.#fences += 1;
    const name = `fence-${this.#fences}`;
    const fences = Array.from({ length: this.#fences }, (_, index) => `fence-${index + 1}`);
    if (this.options.variant === "sotw") this.send("runtime", { resource_names: fences, response_nonce: this.#fenceNonce });
    else this.send("runtime", { resource_names_subscribe: [name] });
    const before: Answer[] = [];
    for (;;) {
      const answer = await this.next();
      if (answer.type === "runtime" && answer.names.includes(name)) {
        this.#fenceNonce = answer.nonce;
        this.ack(answer, fences);
        return before;
      }
      before.push(answer);
    }
  }

  #fenceNonce = "";

  /** Stops and goes on reading, as a slow proxy does. */
  pause(): void {
    this.#call.pause();
  }

  resume(): void {
    this.#call.resume();
  }

  close(): void {
    this.#call.cancel();
    this.#client.close();
  }

  #arrival(): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, answerMs);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}
