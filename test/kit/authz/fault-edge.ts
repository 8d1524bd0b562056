import { readFileSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { parse } from "yaml";
import { type Envoy, startEnvoy } from "../binary/envoy.ts";
import { freePorts } from "../binary/free-port.ts";
import type { RunningProcess } from "../binary/running-process.ts";
import { tempFolder } from "../binary/temp-folder.ts";
import { type HttpBackend, startHttpBackend } from "../traffic/http-backend.ts";
import { send, type TestRequest, type TestResponse } from "../traffic/http-request.ts";
import { startAuthz } from "./static-edge.ts";

const example = join(import.meta.dirname, "../../../envoy/static/authz.yaml");

/** A replica of the role authz, as a process. */
export interface Replica {
  readonly port: number;
  /** The process that runs now or ran last. */
  process(): RunningProcess;
  /** Starts it anew on its port. */
  start(): Promise<void>;
}

/** What is asked and who is asked. */
export interface FaultEdgeOptions {
  /** Policies in namespace default: each is what requests under `/NAME` have to pass. */
  readonly policies: readonly string[];
  /** Text of the folder's only file. */
  readonly file: string;
  readonly args?: readonly string[];
}

/** `envoy/static/authz.yaml` with a route a policy, and two replicas that it asks by turns. */
export interface FaultEdge {
  readonly envoy: Envoy;
  readonly backend: HttpBackend;
  readonly replicas: readonly Replica[];
  ask(path: string, request?: Partial<TestRequest>): Promise<TestResponse>;
}

/** Starts all of it; it ends with the test file. */
export async function startFaultEdge({ policies, file, args = [] }: FaultEdgeOptions): Promise<FaultEdge> {
  const folder = join(await tempFolder("authz"), "policies");
  await mkdir(folder);
  await writeFile(join(folder, "policies.yaml"), file);
  const [port = 0, ...ports] = await freePorts(3);
  const backend = await startHttpBackend("orders");
  const replicas = await Promise.all(ports.map((one) => startReplica(one, folder, args)));
  const envoy = await startEnvoy(JSON.stringify(configuration({ port, backend: backend.port, asked: ports, policies })));
  return { envoy, backend, replicas, ask: (path, request = {}) => send({ port, path, ...request }) };
}

async function startReplica(port: number, folder: string, args: readonly string[]): Promise<Replica> {
  let current = await startAuthz(port, folder, args);
  return {
    port,
    process: () => current,
    start: async () => {
      current = await startAuthz(port, folder, args);
    },
  };
}

interface Places {
  readonly port: number;
  readonly backend: number;
  readonly asked: readonly number[];
  readonly policies: readonly string[];
}

interface Manager {
  readonly route_config: { readonly virtual_hosts: [{ routes: object[] }] };
  readonly http_filters: [{ readonly typed_config: { readonly grpc_service: { timeout: string; readonly retry_policy: { retry_back_off: object } } } }];
}

interface Bootstrap {
  readonly static_resources: {
    readonly listeners: [{ address: object; readonly filter_chains: [{ readonly filters: [{ readonly typed_config: Manager }] }] }];
    readonly clusters: readonly { readonly name: string; load_assignment: object }[];
  };
}

/** The example as users have it; only places and routes are others, and times are longer: a busy machine is no outage. */
function configuration({ port, backend, asked, policies }: Places): Bootstrap {
  const bootstrap = parse(readFileSync(example, "utf8")) as Bootstrap;
  const [listener] = bootstrap.static_resources.listeners;
  listener.address = address(port);
  const { route_config: routes, http_filters: filters } = listener.filter_chains[0].filters[0].typed_config;
  const { grpc_service: service } = filters[0].typed_config;
  service.timeout = "3s";
  service.retry_policy.retry_back_off = { base_interval: "0.005s", max_interval: "1.2s" };
  const [host] = routes.virtual_hosts;
  host.routes = policies.map((policy) => ({
    match: { prefix: `/${policy}` },
    route: { cluster: "backend" },
    typed_per_filter_config: {
      "envoy.filters.http.ext_authz": {
        "@type": "type.googleapis.com/envoy.extensions.filters.http.ext_authz.v3.ExtAuthzPerRoute",
        check_settings: { context_extensions: { "sluice.target": `default/${policy}` } },
      },
    },
  }));
  for (const cluster of bootstrap.static_resources.clusters) {
    const ports = cluster.name === "backend" ? [backend] : asked;
    cluster.load_assignment = {
      cluster_name: cluster.name,
      endpoints: [{ lb_endpoints: ports.map((one) => ({ endpoint: { address: address(one) } })) }],
    };
  }
  return bootstrap;
}

function address(port: number) {
  return { socket_address: { address: "127.0.0.1", port_value: port } };
}
