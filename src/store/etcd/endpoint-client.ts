import { createRequire } from "node:module";
import { type CallOptions, type Client, type GrpcObject, loadPackageDefinition, Metadata, type ServiceClientConstructor } from "@grpc/grpc-js";
import { loadSync } from "@grpc/proto-loader";
import { castGrpcError, EtcdInvalidAuthTokenError, GRPCDeadlineExceededError } from "etcd3/lib/errors.js";
import { type ICallable, KVClient, LeaseClient, type Services, WatchClient } from "etcd3/lib/rpc.js";
import { type EndpointChannel, endpointChannel } from "./endpoint-credentials.ts";
import type { ResolvedEtcdSettings } from "./etcd-settings.ts";

type ServiceName = keyof typeof Services;

const proto = createRequire(import.meta.url).resolve("etcd3/proto/rpc.proto");
const definitions = loadPackageDefinition(loadSync(proto, { keepCase: true, longs: String, enums: String, defaults: true, oneofs: true }));
const services = definitions["etcdserverpb"] as GrpcObject;

/**
 * The services of one endpoint: etcd3's own clients, on a connection of ours. etcd3's pool would repeat writes whose outcome is unknown, breaks
 * running watches when any call fails, and cannot speak TLS to an IP address.
 */
export class EndpointClient implements ICallable<ServiceName> {
  readonly kv = new KVClient(this);
  readonly leaseClient = new LeaseClient(this);
  readonly watchClient = new WatchClient(this);
  readonly callOptionsFactory = undefined;
  readonly #channel: EndpointChannel;
  readonly #settings: ResolvedEtcdSettings;
  readonly #clients = new Map<ServiceName, Client>();
  #token: Promise<Metadata> | undefined;

  constructor(address: string, settings: ResolvedEtcdSettings) {
    this.#channel = endpointChannel(address, settings.tls);
    this.#settings = settings;
  }

  /** Makes a call and answers its response; rejects with an error of etcd3. A token that etcd no longer takes is replaced once. */
  // biome-ignore lint/complexity/useMaxParams: etcd3's interface has four
  async exec<T>(service: ServiceName, method: string, params: unknown, options: CallOptions = {}): Promise<T> {
    try {
      return await this.#unary<T>(service, method, { params, options, metadata: await this.#metadata() });
    } catch (error) {
      if (!isTokenOutdated(error) || this.#settings.credentials === undefined) throw error;
      this.#token = undefined;
      return this.#unary<T>(service, method, { params, options, metadata: await this.#metadata() });
    }
  }

  /** Hands a client to `use`, which opens a stream on it. */
  async withConnection<R>(
    service: ServiceName,
    use: (connection: { resource: ServiceName; client: Client; metadata: Metadata }) => Promise<R> | R,
  ): Promise<R> {
    return use({ resource: service, client: this.#client(service), metadata: await this.#metadata() });
  }

  /** A stream has failed; its owner hears of it itself. The token may be the reason, or a connection on which nobody answers. */
  markFailed(service: ServiceName, error: Error): void {
    const cast = castGrpcError(error);
    if (isTokenOutdated(cast)) this.#token = undefined;
    if (cast instanceof GRPCDeadlineExceededError) this.renew(service);
  }

  /** The next call of this service makes a new connection. What runs on the old one goes on there. */
  renew(service: ServiceName): void {
    const client = this.#clients.get(service);
    this.#clients.delete(service);
    client?.close();
  }

  close(): void {
    for (const client of this.#clients.values()) client.close();
    this.#clients.clear();
  }

  async #unary<T>(service: ServiceName, method: string, call: { params: unknown; options: CallOptions; metadata: Metadata }): Promise<T> {
    const client = this.#client(service);
    try {
      return await new Promise<T>((resolve, reject) => {
        const done = (error: Error | null, response: T) => (error === null ? resolve(response) : reject(castGrpcError(error)));
        const invoke = Reflect.get(client, method) as (params: unknown, metadata: Metadata, options: CallOptions, done: unknown) => void;
        invoke.call(client, call.params, call.metadata, call.options, done);
      });
    } catch (error) {
      // Nobody answers on this connection: the next call makes a new one, which a network that has healed lets through.
      if (error instanceof GRPCDeadlineExceededError && this.#clients.get(service) === client) this.renew(service);
      throw error;
    }
  }

  #client(service: ServiceName): Client {
    const known = this.#clients.get(service);
    if (known !== undefined) return known;
    const Service = services[service] as ServiceClientConstructor;
    const client = new Service(this.#channel.target, this.#channel.credentials, this.#channel.options);
    this.#clients.set(service, client);
    return client;
  }

  #metadata(): Promise<Metadata> {
    const { credentials } = this.#settings;
    if (credentials === undefined) return Promise.resolve(new Metadata());
    this.#token ??= this.#authenticate(credentials).catch((error: unknown) => {
      this.#token = undefined;
      throw error;
    });
    return this.#token;
  }

  async #authenticate({ user, password }: { user: string; password: string }): Promise<Metadata> {
    const options = { deadline: Date.now() + this.#settings.timeoutMs };
    const call = { params: { name: user, password }, options, metadata: new Metadata() };
    const { token } = await this.#unary<{ token: string }>("Auth", "authenticate", call);
    const metadata = new Metadata();
    metadata.set("token", token);
    return metadata;
  }
}

function isTokenOutdated(error: unknown): boolean {
  return error instanceof EtcdInvalidAuthTokenError || (error instanceof Error && error.message.includes("revision of auth store is old"));
}
