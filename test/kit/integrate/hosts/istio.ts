import { execFile } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { stringify } from "yaml";
import type { Output } from "../../../../src/integrate/target.ts";
import { mustBuildWithGo } from "../../binary/build-go.ts";
import { tempFolder } from "../../binary/temp-folder.ts";
import { fileNamed, generateWith } from "../generate-with.ts";
import { limitOptions } from "../it-enforces.ts";
import { recordedPlaces, recordedPorts } from "./recorded.ts";
import { type HostXds, staticFromXds } from "./static-from-xds.ts";

const run = promisify(execFile);
const source = join(import.meta.dirname, "../istio-translate");
/** Istio's version in `go.mod` there, and one for the program itself. */
const version = "20260827124520-1";
const app = "orders";

/** The workload, as Istio knows it: an application on loopback, whose sidecar listens on a port of its own. */
const workload = [
  {
    apiVersion: "networking.istio.io/v1",
    kind: "ServiceEntry",
    metadata: { name: "app", namespace: "default" },
    spec: {
      hosts: ["app.test"],
      ports: [{ number: 80, name: "http", protocol: "HTTP" }],
      location: "MESH_INTERNAL",
      resolution: "STATIC",
      endpoints: [{ address: "127.0.0.1", labels: { app }, ports: { http: recordedPorts.backend } }],
    },
  },
  {
    apiVersion: "networking.istio.io/v1",
    kind: "Sidecar",
    metadata: { name: "app", namespace: "default" },
    spec: {
      workloadSelector: { labels: { app } },
      ingress: [
        {
          port: { number: recordedPorts.listen, protocol: "HTTP", name: "http" },
          bind: "127.0.0.1",
          captureMode: "NONE",
          defaultEndpoint: `127.0.0.1:${recordedPorts.backend}`,
        },
      ],
    },
  },
];

/** What `sluice integrate istio` writes for that workload. */
export async function istioOutput(): Promise<Output> {
  return generateWith("istio", [...recordedPlaces("127.0.0.1"), ...limitOptions, "--workload", `app=${app}`]);
}

/** The mesh configuration and the objects of it as texts. */
export async function istioObjects(): Promise<{ readonly mesh: string; readonly objects: string }> {
  const output = await istioOutput();
  const applied = ["authz.yaml", "ratelimit.yaml"].flatMap((name) => fileNamed(output, name).documents);
  const mesh = fileNamed(output, "mesh-config.yaml").documents[0]?.["meshConfig"];
  return { mesh: stringify(mesh), objects: applied.map((object) => stringify(object)).join("---\n") };
}

/** The sidecar's configuration, made by Istio's own code of these objects, less what only Istio's build of Envoy has. */
export async function translateWithIstio({ mesh, objects }: { readonly mesh: string; readonly objects: string }): Promise<Record<string, unknown>> {
  const program = await mustBuildWithGo({ name: "istio-translate", version, source });
  const temp = await tempFolder("istio");
  const [meshFile, objectsFile, outFile] = ["mesh.yaml", "objects.yaml", "xds.json"].map((name) => join(temp, name)) as [string, string, string];
  await writeFile(meshFile, mesh);
  await writeFile(objectsFile, [...workload.map((object) => stringify(object)), objects].join("---\n"));
  await run(program, [meshFile, objectsFile, app, outFile], { maxBuffer: 64 * 2 ** 20 });
  const xds = JSON.parse(await readFile(outFile, "utf8")) as HostXds;
  return staticFromXds(xds, {
    listener: (name) => name.endsWith(`_${recordedPorts.listen}`),
    cluster: (name) => name.startsWith("inbound|") || name.includes("sluice"),
    filterChain: (chain) => chain["transport_socket"] === undefined,
    isForeign: (type) => /io\.istio|metadataexchange|stats\.PluginConfig/u.test(type),
  });
}

/** What `istioctl validate` says of objects; rejects with its words when it refuses them. */
export async function validateWithIstioctl(objects: string): Promise<string> {
  const program = await mustBuildWithGo({ name: "istioctl", version, source, target: "istio.io/istio/istioctl/cmd/istioctl" });
  const file = join(await tempFolder("istioctl"), "objects.yaml");
  await writeFile(file, objects);
  const { stdout, stderr } = await run(program, ["validate", "-f", file]);
  return `${stdout}${stderr}`;
}
