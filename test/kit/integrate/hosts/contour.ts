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
import { recordedAddress, recordedPlaces, recordedPorts } from "./recorded.ts";
import { type HostXds, staticFromXds } from "./static-from-xds.ts";

const run = promisify(execFile);
const source = join(import.meta.dirname, "../contour-translate");
/** Contour's version in `go.mod` there, and one for the program itself. */
const version = "1.33.8-1";

/** The application, as Contour knows it. */
const application = [
  {
    apiVersion: "v1",
    kind: "Service",
    metadata: { name: "app", namespace: "default" },
    spec: { clusterIP: "None", ports: [{ port: 80, targetPort: 80, protocol: "TCP" }] },
  },
  {
    apiVersion: "discovery.k8s.io/v1",
    kind: "EndpointSlice",
    metadata: { name: "app-1", namespace: "default", labels: { "kubernetes.io/service-name": "app" } },
    addressType: "IPv4",
    ports: [{ port: recordedPorts.backend, protocol: "TCP" }],
    endpoints: [{ addresses: [recordedAddress], conditions: { ready: true } }],
  },
];

/** What `sluice integrate contour` writes for that application. */
export async function contourOutput(): Promise<Output> {
  return generateWith("contour", [...recordedPlaces(recordedAddress), ...limitOptions, "--fqdn", "app.test", "--service", "app:80"]);
}

/** Contour's configuration and the objects of it as texts. */
export async function contourObjects(): Promise<{ readonly config: string; readonly objects: string }> {
  const output = await contourOutput();
  const applied = ["extension-services.yaml", "httpproxy.yaml"].flatMap((name) => fileNamed(output, name).documents);
  return { config: stringify(fileNamed(output, "contour.yaml").documents[0]), objects: applied.map((object) => stringify(object)).join("---\n") };
}

/** What Contour itself makes of objects: the proxies' configuration, and what it writes into their status. */
export async function translateWithContour({
  config,
  objects,
}: {
  readonly config: string;
  readonly objects: string;
}): Promise<{ readonly bootstrap: Record<string, unknown>; readonly problems: readonly string[] }> {
  const program = await mustBuildWithGo({ name: "contour-translate", version, source });
  const temp = await tempFolder("contour");
  const [configFile, objectsFile, outFile] = ["contour.yaml", "objects.yaml", "xds.json"].map((name) => join(temp, name)) as [string, string, string];
  await writeFile(configFile, config);
  await writeFile(objectsFile, [...application.map((object) => stringify(object)), objects].join("---\n"));
  await run(program, [configFile, objectsFile, String(recordedPorts.listen), outFile]);
  const xds = JSON.parse(await readFile(outFile, "utf8")) as HostXds & { readonly problems: readonly string[] };
  const bootstrap = staticFromXds(xds, {
    listener: (name) => name === "ingress_http",
    cluster: (name) => !name.startsWith("envoy-admin"),
    isForeign: () => false,
  });
  return { bootstrap, problems: xds.problems };
}
