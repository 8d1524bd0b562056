import { execFile } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { stringify } from "yaml";
import { fromJson } from "../../../../src/gen/from-json.ts";
import type { JsonValue } from "../../../../src/gen/json-value.ts";
import type { MessageName } from "../../../../src/gen/messages.ts";
import { toJson } from "../../../../src/gen/to-json.ts";
import type { Output } from "../../../../src/integrate/target.ts";
import { mustBuildWithGo } from "../../binary/build-go.ts";
import { tempFolder } from "../../binary/temp-folder.ts";
import { fileNamed, generateWith } from "../generate-with.ts";
import { limitOptions } from "../it-enforces.ts";
import { recordedAddress, recordedPlaces, recordedPorts } from "./recorded.ts";
import { type HostXds, staticFromXds } from "./static-from-xds.ts";

const run = promisify(execFile);
const source = join(import.meta.dirname, "../egctl");
/** Envoy Gateway's version in `go.mod` there. */
const version = "1.9.1";
const group = "gateway.networking.k8s.io";

/** A Gateway with one route to one backend. */
const site = [
  { apiVersion: `${group}/v1`, kind: "GatewayClass", metadata: { name: "eg" }, spec: { controllerName: "gateway.envoyproxy.io/gatewayclass-controller" } },
  {
    apiVersion: `${group}/v1`,
    kind: "Gateway",
    metadata: { name: "eg", namespace: "default" },
    spec: { gatewayClassName: "eg", listeners: [{ name: "http", protocol: "HTTP", port: recordedPorts.listen }] },
  },
  {
    apiVersion: `${group}/v1`,
    kind: "HTTPRoute",
    metadata: { name: "app", namespace: "default" },
    spec: { parentRefs: [{ name: "eg" }], rules: [{ backendRefs: [{ group: "gateway.envoyproxy.io", kind: "Backend", name: "app" }] }] },
  },
  {
    apiVersion: "gateway.envoyproxy.io/v1alpha1",
    kind: "Backend",
    metadata: { name: "app", namespace: "default" },
    spec: { endpoints: [{ ip: { address: recordedAddress, port: recordedPorts.backend } }] },
  },
];

/** What `sluice integrate envoy-gateway` writes for that Gateway. */
export async function gatewayOutput(): Promise<Output> {
  return generateWith("envoy-gateway", [...recordedPlaces(recordedAddress), ...limitOptions, "--gateway", "eg"]);
}

/** The objects of it as a text. */
export async function gatewayObjects(): Promise<string> {
  const output = await gatewayOutput();
  const applied = ["authz.yaml", "ratelimit.yaml"].flatMap((name) => fileNamed(output, name).documents);
  return applied.map((object) => stringify(object)).join("---\n");
}

/** What Envoy Gateway itself makes of objects. */
export interface GatewayTranslation {
  /** The configuration of the Gateway's proxies. */
  readonly bootstrap: Record<string, unknown>;
  /** The objects with their status, as text. */
  readonly statuses: string;
}

/** Runs `egctl x translate`. */
export async function translateWithEgctl(objects: string): Promise<GatewayTranslation> {
  const program = await mustBuildWithGo({ name: "egctl", version, source, target: "github.com/envoyproxy/gateway/cmd/egctl" });
  const file = join(await tempFolder("egctl"), "objects.yaml");
  await writeFile(file, [...site.map((object) => stringify(object)), objects].join("---\n"));
  const translate = async (to: string): Promise<string> => {
    const { stdout } = await run(program, ["x", "translate", "--from", "gateway-api", "--to", to, "--type", "all", "--output", "json", "--file", file], {
      maxBuffer: 64 * 2 ** 20,
    });
    return stdout;
  };
  const dump = JSON.parse(await translate("xds")) as {
    readonly xds: Readonly<Record<string, { readonly configs: readonly Readonly<Record<string, unknown>>[] }>>;
  };
  return { bootstrap: bootstrapOf(dump.xds["default/eg"]?.configs ?? []), statuses: await translate("gateway-api") };
}

function bootstrapOf(configs: readonly Readonly<Record<string, unknown>>[]): Record<string, unknown> {
  const found = (dump: string, list: string, path: readonly string[]): readonly unknown[] => {
    const config = configs.find((one) => String(one["@type"]).endsWith(`.${dump}`));
    return ((config?.[list] ?? []) as readonly unknown[]).map((entry) => path.reduce<unknown>((value, step) => Reflect.get(value as object, step), entry));
  };
  const xds: HostXds = {
    listeners: found("ListenersConfigDump", "dynamicListeners", ["activeState", "listener"]).map(plainAs("envoy.config.listener.v3.Listener")),
    clusters: found("ClustersConfigDump", "dynamicActiveClusters", ["cluster"]).map(plainAs("envoy.config.cluster.v3.Cluster")),
    routes: found("RoutesConfigDump", "dynamicRouteConfigs", ["routeConfig"]).map(plainAs("envoy.config.route.v3.RouteConfiguration")),
    endpoints: found("EndpointsConfigDump", "dynamicEndpointConfigs", ["endpointConfig"]).map(plainAs("envoy.config.endpoint.v3.ClusterLoadAssignment")),
  };
  const used = staticFromXds(xds, {
    listener: (name) => name === "default/eg/http",
    cluster: (name) => name.includes("sluice") || name.startsWith("httproute/"),
    isForeign: () => false,
  });
  return JSON.parse(JSON.stringify(used).replaceAll("0.0.0.0", "127.0.0.1")) as Record<string, unknown>;
}

/** With the field names of Envoy's documentation; the dump has lowerCamelCase. */
function plainAs(name: MessageName): (value: unknown) => Readonly<Record<string, unknown>> {
  return (value) => {
    const { "@type": _, ...json } = value as Record<string, JsonValue>;
    const read = fromJson(name, json);
    if (!read.ok) throw new Error(`Not a ${name}: ${JSON.stringify(read.faults)}`);
    return toJson(name, read.message) as Readonly<Record<string, unknown>>;
  };
}
