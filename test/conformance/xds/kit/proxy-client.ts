import { Client, type ClientDuplexStream, credentials, type StatusObject } from "@grpc/grpc-js";
import { codec } from "../../../../src/gen/codec.ts";
import type { Node } from "../../../../src/gen/envoy/config/core/v3.ts";
import type { DeltaDiscoveryRequest, DiscoveryRequest } from "../../../../src/gen/envoy/service/discovery/v3.ts";
import { type ResourceType, resourceTypes } from "../../../../src/snapshot/resource.ts";
import { type Answer, readAnswer, urlOf } from "../../../kit/xds/answer.ts";
import { methodOf } from "./methods.ts";
import { partsOf, type Variant } from "./variant.ts";

/** Fields of both requests; those of the other variant are dropped. */
export type AnyRequest = Omit<DiscoveryRequest, "node"> & Omit<DeltaDiscoveryRequest, "node">;

/** How a client is made. */
export interface ProxyOptions {
  readonly address: string;
  readonly variant: Variant;
  /** Goes with the first request of each stream; `undefined`: none does. */
  readonly node?: Node | undefined;
  /** How long an answer may take, milliseconds. Default 5,000. */
  readonly answerMs?: number;
  /** How long a server that decides on its own may take until it is taken to be quiet, milliseconds. Default 0. */
  readonly quietMs?: number;
}

interface Stream {
  readonly call: ClientDuplexStream<Uint8Array, Buffer>;
  readonly ended: Promise<StatusObject>;
  isFirst: boolean;
}

/** What the client says of a type in the state of the world. */
interface Subscription {
  names: readonly string[];
  nonce: string;
  version: string;
}

/**
 * A proxy whose every message a case writes and reads by hand, over one connection: on one aggregated stream, or on a stream a type. It
 * keeps what the protocol makes it repeat – names, nonce, accepted version – and nothing else.
 */
export class ProxyClient {
  readonly variant: Variant;
  readonly #options: ProxyOptions;
  readonly #client: Client;
  readonly #streams = new Map<string, Stream>();
  readonly #subscriptions = new Map<string, Subscription>();
  readonly #answers: Answer[] = [];
  #wake = (): void => undefined;

  constructor(options: ProxyOptions) {
    this.#options = options;
    this.variant = options.variant;
    this.#client = new Client(options.address, credentials.createInsecure(), {
      "grpc.max_receive_message_length": -1,
      "grpc.use_local_subchannel_pool": 1,
    });
  }

  /** Subscribes to these names and to no others; `held` are names and versions from an earlier stream, delta only. */
  subscribe(type: ResourceType, names: readonly string[], held: Readonly<Record<string, string>> = {}): void {
    this.#of(type).names = names;
    this.send(type, { resource_names: names, resource_names_subscribe: names, initial_resource_versions: held });
  }

  /** Adds names to those that it has, in a request that answers nothing anew. */
  add(type: ResourceType, ...more: readonly string[]): void {
    const subscription = this.#of(type);
    subscription.names = [...subscription.names, ...more];
    this.send(type, { ...this.#repeated(subscription), resource_names_subscribe: more });
  }

  /** Takes names from those that it has. */
  drop(type: ResourceType, ...fewer: readonly string[]): void {
    const subscription = this.#of(type);
    subscription.names = subscription.names.filter((name) => !fewer.includes(name));
    this.send(type, { ...this.#repeated(subscription), resource_names_unsubscribe: fewer });
  }

  ack(answer: Answer): void {
    const subscription = this.#of(answer.type);
    subscription.version = answer.version;
    this.send(answer.type, { ...this.#repeated(subscription), response_nonce: answer.nonce });
  }

  /** Refuses a response; the version stays the last accepted one. */
  nack(answer: Answer, message: string): void {
    this.send(answer.type, { ...this.#repeated(this.#of(answer.type)), response_nonce: answer.nonce, error_detail: { code: 13, message } });
  }

  /** Sends a request with these fields alone; of `type` undefined, without a type URL, on the stream of `on`. */
  send(type: ResourceType | string | undefined, request: AnyRequest, on = type ?? "cluster"): void {
    const stream = this.#streamOf(on);
    const { node = { id: "conformance", cluster: "conformance" } } = this.#options;
    const withNode = stream.isFirst && !("node" in this.#options && this.#options.node === undefined);
    stream.isFirst = false;
    const full = { ...(type !== undefined && { type_url: urlOf(type) }), ...(withNode && { node }), ...request };
    stream.call.write(
      partsOf(this.variant).protocol === "sotw"
        ? codec("envoy.service.discovery.v3.DiscoveryRequest").encode(full)
        : codec("envoy.service.discovery.v3.DeltaDiscoveryRequest").encode(full),
    );
  }

  /** Bytes that may be no request at all. */
  sendBytes(type: ResourceType, bytes: Uint8Array): void {
    this.#streamOf(type).call.write(bytes);
  }

  /** The next response, of any stream; rejects when none comes in time. */
  async next(): Promise<Answer> {
    const { answerMs = 5000 } = this.#options;
    if (this.#answers.length === 0) await this.#arrival(answerMs);
    const answer = this.#answers.shift();
    if (answer === undefined) throw new Error(`No response came within ${answerMs} ms`);
    return answer;
  }

  /** The next response, taken: its ACK is sent. */
  async take(): Promise<Answer> {
    const answer = await this.next();
    this.ack(answer);
    return answer;
  }

  /** Takes responses until one has this (`cluster a`; `cluster -a`: removed); answers all that came, in order. */
  async takeUntil(wanted: string): Promise<readonly string[]> {
    const lines: string[] = [];
    while (!lines.includes(wanted)) lines.push(...linesOf(await this.take()));
    return lines;
  }

  /** As `takeUntil`, of what a server may do later on purpose: `wait` lets that time pass, where it has not come by itself. */
  async takeLater(wanted: string, wait: () => Promise<void>): Promise<readonly string[]> {
    const answers = await this.rest();
    for (const answer of answers) this.ack(answer);
    const lines = answers.flatMap(linesOf);
    if (lines.includes(wanted)) return lines;
    await wait();
    return [...lines, ...(await this.takeUntil(wanted))];
  }

  /** Takes responses until this many resources, removals and errors have come; answers the responses. */
  async takeAll(count: number): Promise<readonly Answer[]> {
    const answers: Answer[] = [];
    const size = (): number => answers.reduce((sum, { names, removed, errors }) => sum + names.length + removed.length + Object.keys(errors).length, 0);
    while (size() < count) answers.push(await this.take());
    return answers;
  }

  /**
   * Everything that the server has sent by now. A call on the same connection that any server answers, also by "not implemented", comes
   * back behind what was sent before it; a server that decides on its own is given `quietMs` besides.
   */
  async rest(): Promise<readonly Answer[]> {
    const { quietMs = 0 } = this.#options;
    await this.#fence();
    if (quietMs > 0) await new Promise((resolve) => setTimeout(resolve, quietMs));
    await this.#fence();
    return this.#answers.splice(0);
  }

  /** How the stream of a type ended. */
  ended(type: ResourceType = "cluster"): Promise<StatusObject> {
    return this.#streamOf(type).ended;
  }

  close(): void {
    for (const { call } of this.#streams.values()) call.cancel();
    this.#client.close();
  }

  #of(type: ResourceType | string): Subscription {
    const known = this.#subscriptions.get(type);
    if (known !== undefined) return known;
    const made = { names: [], nonce: "", version: "" };
    this.#subscriptions.set(type, made);
    return made;
  }

  /** What a request of the state of the world says again each time; delta repeats nothing. */
  #repeated({ names, nonce, version }: Subscription): AnyRequest {
    return partsOf(this.variant).protocol === "delta" ? {} : { resource_names: names, response_nonce: nonce, version_info: version };
  }

  #streamOf(type: ResourceType | string): Stream {
    const { protocol, transport } = partsOf(this.variant);
    const scope = transport === "ads" || !(resourceTypes as readonly string[]).includes(type) ? "ads" : (type as ResourceType);
    const known = this.#streams.get(scope);
    if (known !== undefined) return known;
    const asBuffer = (bytes: Uint8Array): Buffer => Buffer.from(bytes);
    const call = this.#client.makeBidiStreamRequest(methodOf(scope, protocol), asBuffer, (bytes: Buffer) => bytes);
    const ended = new Promise<StatusObject>((resolve) => call.on("status", resolve));
    call.on("error", () => this.#wake());
    call.on("data", (bytes: Buffer) => {
      const answer = readAnswer(bytes, protocol);
      this.#of(answer.type).nonce = answer.nonce;
      this.#answers.push(answer);
      this.#wake();
    });
    const made = { call, ended, isFirst: true };
    this.#streams.set(scope, made);
    return made;
  }

  #fence(): Promise<void> {
    const nothing = (): Buffer => Buffer.alloc(0);
    return new Promise((resolve) => {
      this.#client.makeUnaryRequest("/grpc.health.v1.Health/Check", nothing, nothing, null, () => resolve());
    });
  }

  #arrival(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}

/** What a response says: `cluster a`, and of what is removed `cluster -a`. */
export function linesOf({ type, names, removed }: Answer): readonly string[] {
  return [...names, ...removed.map((name) => `-${name}`)].map((name) => `${type} ${name}`);
}
