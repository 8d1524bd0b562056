import type { JsonObject } from "../../../src/kit/json.ts";
import type { ObjectKey } from "../../../src/model/object/object.ts";
import { gateway } from "../objects/gateway.ts";
import type { ObjectBuilder } from "../objects/object-builder.ts";
import { certificate, nodeGroup, trustBundle } from "../objects/others.ts";
import { route } from "../objects/route.ts";
import { service } from "../objects/service.ts";
import type { TestAuthority } from "../tls/certificates.ts";
import { accessLogText } from "./access-log.ts";
import type { LoadTarget } from "./load.ts";
import type { SeededRandom } from "./seeded-random.ts";

/** One commit of a random edit. */
export interface Edit {
  readonly title: string;
  readonly put: readonly ObjectBuilder[];
  readonly remove: readonly ObjectKey[];
  /** Must be answered by 200 as soon as every proxy has the commit. */
  readonly probe?: LoadTarget;
}

/** The real parts that edits are about. */
export interface EditParts {
  /** Of the gateway that is under load. */
  readonly httpPort: number;
  readonly httpsPort: number;
  /** Ports of listeners that come and go. */
  readonly sparePorts: readonly number[];
  /** Backends that all answer 200, whatever is asked. */
  readonly backendPorts: readonly number[];
  /** The same, over TLS with a certificate for `localhost`. */
  readonly tlsBackendPorts: readonly number[];
  readonly socketPort: number;
  readonly grpcPort: number;
  readonly accessLog: string;
  readonly authority: TestAuthority;
}

type Endpoints = "static" | "dns" | "checked" | "tls";

/** The backends live in the test's process: a handshake waits for it as long as a client would. */
const patience = "10s";

/** How many paths are asked all the time: `/load/0` and on. */
const loadPaths = [0, 1, 2, 3] as const;

/** Hostname of the certificate that is always there. */
export const mainHost = "www.example.test";

/** Random commits to a fleet whose gateway stays usable all the time: requests to `/load/N`, streams to `/ws` and the echo service never fail. */
export class RandomEdits {
  readonly #parts: EditParts;
  readonly #random: SeededRandom;
  readonly #services = new Map<string, Endpoints>();
  readonly #routes = new Map<string, readonly string[]>();
  readonly #hosts = new Set<string>();
  readonly #gateways = new Map<string, number>();
  #made = 0;

  constructor(parts: EditParts, random: SeededRandom) {
    this.#parts = parts;
    this.#random = random;
  }

  /** What is there before the first edit. */
  async start(): Promise<Edit> {
    const names = ["svc-a", "svc-b", "svc-c"];
    const put = [
      nodeGroup("edge", { logFolders: ["/"] }),
      trustBundle("authority", this.#parts.authority.chain),
      await this.#certificate("main", mainHost),
      this.#webGateway(),
      ...names.map((name) => this.#service(name, "static")),
      ...loadPaths.map((index) => this.#route(`load-${index}`, `/load/${index}`, names)),
      service("sockets", this.#parts.socketPort),
      service("echo", this.#parts.grpcPort).with({ protocol: "grpc" }),
      this.#streamRoute(),
    ];
    return { title: "everything", put, remove: [] };
  }

  /** The next commit; the states of all edits before are taken as made. */
  async next(): Promise<Edit> {
    const kinds: readonly (() => Edit | undefined | Promise<Edit>)[] = [
      () => this.#reweigh(),
      () => this.#reweigh(),
      () => this.#changeEndpoints(),
      () => this.#changeEndpoints(),
      () => this.#moveToNewService(),
      () => this.#moveToNewService(),
      () => this.#removeService(),
      () => this.#addRoute(),
      () => this.#removeRoute(),
      () => this.#rotate(),
      () => this.#addHost(),
      () => this.#removeHost(),
      () => this.#addGateway(),
      () => this.#removeGateway(),
      () => this.#touchStreams(),
    ];
    for (;;) {
      const edit = await this.#random.pick(kinds)();
      if (edit !== undefined) return edit;
    }
  }

  #reweigh(): Edit {
    const name = this.#random.pick([...this.#routes.keys()]);
    const put = [this.#routeAgain(name, this.#random.some([...this.#services.keys()]))];
    return { title: `weights of ${name}`, put, remove: [] };
  }

  /** A service with TLS stays one: its endpoints and their protocol cannot change in the same instant on a proxy. */
  #changeEndpoints(): Edit {
    const name = this.#random.pick([...this.#services.keys()]);
    const kind = this.#services.get(name) === "tls" ? "tls" : this.#random.pick(["static", "dns", "checked"] as const);
    return { title: `endpoints of ${name}: ${kind}`, put: [this.#service(name, kind)], remove: [] };
  }

  #moveToNewService(): Edit {
    const name = this.#name("svc");
    const kind = this.#random.pick(["static", "dns", "checked", "tls"] as const);
    const created = this.#service(name, kind);
    const moved = this.#random.some([...this.#routes.keys()]).map((each) => this.#routeAgain(each, [name]));
    return { title: `new service ${name} (${kind}) takes ${moved.length} routes`, put: [created, ...moved], remove: [] };
  }

  #removeService(): Edit | undefined {
    if (this.#services.size < 3) return undefined;
    const name = this.#random.pick([...this.#services.keys()]);
    this.#services.delete(name);
    const users = [...this.#routes].filter(([, services]) => services.includes(name)).map(([user]) => user);
    const put = users.map((user) => this.#routeAgain(user, this.#random.some([...this.#services.keys()])));
    return { title: `service ${name} goes, ${users.length} routes move`, put, remove: [{ kind: "Service", namespace: "default", name }] };
  }

  #addRoute(): Edit {
    const name = this.#name("extra");
    const put = [this.#route(name, `/${name}`, this.#random.some([...this.#services.keys()]))];
    return { title: `new route ${name}`, put, remove: [], probe: { port: this.#parts.httpPort, path: `/${name}` } };
  }

  #removeRoute(): Edit | undefined {
    const extra = [...this.#routes.keys()].filter((name) => name.startsWith("extra"));
    if (extra.length === 0) return undefined;
    const name = this.#random.pick(extra);
    this.#routes.delete(name);
    return { title: `route ${name} goes`, put: [], remove: [{ kind: "Route", namespace: "default", name }] };
  }

  async #rotate(): Promise<Edit> {
    return { title: "certificate main is renewed", put: [await this.#certificate("main", mainHost)], remove: [] };
  }

  async #addHost(): Promise<Edit> {
    const name = this.#name("host");
    const created = await this.#certificate(name, `${name}.example.test`);
    this.#hosts.add(name);
    const probe = { port: this.#parts.httpsPort, path: "/load/0", host: `${name}.example.test`, ca: this.#parts.authority.chain };
    return { title: `new certificate ${name}`, put: [created, this.#webGateway()], remove: [], probe };
  }

  #removeHost(): Edit | undefined {
    if (this.#hosts.size === 0) return undefined;
    const name = this.#random.pick([...this.#hosts]);
    this.#hosts.delete(name);
    return { title: `certificate ${name} goes`, put: [this.#webGateway()], remove: [{ kind: "Certificate", namespace: "default", name }] };
  }

  #addGateway(): Edit | undefined {
    const free = this.#parts.sparePorts.filter((port) => ![...this.#gateways.values()].includes(port));
    if (free.length === 0) return undefined;
    const name = this.#name("gateway");
    const port = this.#random.pick(free);
    this.#gateways.set(name, port);
    const attached = route(`on-${name}`, name).rule({ respond: { status: 200, body: name } });
    const put = [gateway(name).with({ address: "127.0.0.1" }).http(port), attached];
    return { title: `new listener of ${name} on port ${port}`, put, remove: [], probe: { port, path: "/" } };
  }

  #removeGateway(): Edit | undefined {
    if (this.#gateways.size === 0) return undefined;
    const name = this.#random.pick([...this.#gateways.keys()]);
    this.#gateways.delete(name);
    const remove: readonly ObjectKey[] = [
      { kind: "Route", namespace: "default", name: `on-${name}` },
      { kind: "Gateway", namespace: "default", name },
    ];
    return { title: `listener of ${name} goes`, put: [], remove };
  }

  #touchStreams(): Edit {
    const connectTimeout = `${1 + this.#random.below(5)}s`;
    const put = [service("sockets", this.#parts.socketPort).with({ connectTimeout }), this.#streamRoute()];
    const echo = service("echo", this.#parts.grpcPort).with({ protocol: "grpc", connectTimeout });
    return { title: "what the streams run through", put: this.#random.below(2) === 0 ? put : [...put, echo], remove: [] };
  }

  #name(prefix: string): string {
    this.#made += 1;
    return `${prefix}-${this.#made}`;
  }

  #webGateway(): ObjectBuilder {
    const { httpPort, httpsPort, accessLog } = this.#parts;
    const certificates = ["main", ...this.#hosts];
    return gateway("web")
      .with({ address: "127.0.0.1", accessLog: { to: { file: accessLog }, text: accessLogText } })
      .http(httpPort)
      .https(httpsPort, "main", { tls: { certificates } });
  }

  async #certificate(name: string, hostname: string): Promise<ObjectBuilder> {
    return certificate(name, await this.#parts.authority.issue({ hostnames: [hostname] }));
  }

  #service(name: string, kind: Endpoints): ObjectBuilder {
    this.#services.set(name, kind);
    const { backendPorts, tlsBackendPorts } = this.#parts;
    const made = service(name, ...this.#random.some(kind === "tls" ? tlsBackendPorts : backendPorts)).with({ connectTimeout: patience });
    switch (kind) {
      case "static":
        return made;
      case "dns":
        return made.dns("localhost", this.#random.pick(backendPorts), { family: "v4" });
      case "checked":
        return made.with({ healthCheck: { interval: "1s", http: { path: "/health" } } });
      case "tls":
        return made.with({ tls: { sni: "localhost", trust: { name: "authority" } } });
    }
  }

  #routeAgain(name: string, services: readonly string[]): ObjectBuilder {
    return this.#route(name, name.startsWith("load-") ? `/load/${name.slice("load-".length)}` : `/${name}`, services);
  }

  #route(name: string, prefix: string, services: readonly string[]): ObjectBuilder {
    this.#routes.set(name, services);
    const backends = services.map((each): JsonObject => ({ service: each, weight: 1 + this.#random.below(10) }));
    return route(name, "web").rule({ matches: [{ path: { prefix } }], backends });
  }

  #streamRoute(): ObjectBuilder {
    const value = String(this.#random.below(1000));
    const headers = { request: { set: { "x-edit": value } } };
    return route("streams", "web")
      .rule({ matches: [{ path: { prefix: "/ws" } }], backends: [{ service: "sockets" }], upgrades: ["websocket"], headers })
      .rule({ matches: [{ grpc: { service: "test.Echo" } }], backends: [{ service: "echo" }], headers });
  }
}
