import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { parseAllDocuments } from "yaml";
import { mustBuildWithGo } from "../binary/build-go.ts";
import { startEtcd } from "../binary/etcd.ts";
import { freePort } from "../binary/free-port.ts";
import { startProcess, waitReady } from "../binary/running-process.ts";
import { tempFolder } from "../binary/temp-folder.ts";

const run = promisify(execFile);
const source = join(import.meta.dirname, "kube-api");
/** Version of Kubernetes' modules in `go.mod` there, and one for the program itself. */
const version = "0.37.2-1";
const extensions = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";

/** An object of Kubernetes. */
export interface KubeObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string };
  readonly [field: string]: unknown;
}

/** A resource definition, as far as it is looked at. */
export interface KubeDefinition extends KubeObject {
  readonly spec: {
    readonly group: string;
    readonly scope: string;
    readonly names: { readonly kind: string; readonly plural: string };
    readonly versions: readonly { readonly name: string; readonly served: boolean; readonly storage: boolean }[];
  };
}

/** Kubernetes' own API server for resource definitions and their objects, on an etcd of its own. */
export interface KubeApi {
  /** `http://HOST:PORT`, open as `kubectl proxy` opens it. */
  readonly url: string;
  /** Adds definitions and waits until their objects are served. */
  define(definitions: readonly KubeDefinition[]): Promise<void>;
  /** Creates an object; every unknown field and broken rule of its definition refuses it. Rejects with the server's words. */
  create(object: KubeObject): Promise<void>;
  /** Changes an object by a merge patch; `status` changes what only controllers write. */
  patch(object: KubeObject, change: object, part?: "status"): Promise<void>;
  remove(object: KubeObject): Promise<void>;
}

/** Starts one; it ends with the test file. Built once with Go. */
export async function startKubeApi(): Promise<KubeApi> {
  const program = await mustBuildWithGo({ name: "kube-api", version, source, keepsPaths: true });
  const etcd = await startEtcd();
  const url = `http://127.0.0.1:${await freePort()}`;
  // Lists that are streamed need an etcd newer than the one at hand.
  const env = { ...process.env, KUBE_FEATURE_WatchListClient: "false" };
  const child = await startProcess({ path: program, args: [etcd.url, url.slice(7)], logFile: join(await tempFolder("kube-api"), "kube-api.log"), env });
  await waitReady(child, async () => (await fetch(`${url}/healthz`).catch(() => undefined))?.ok === true, { what: "kube-api", timeoutMs: 60_000 });
  const plurals = new Map([["apiextensions.k8s.io/CustomResourceDefinition", "customresourcedefinitions"]]);
  const pathOf = ({ apiVersion, kind, metadata: { name, namespace } }: KubeObject): string => {
    const plural = plurals.get(`${apiVersion.split("/")[0] ?? ""}/${kind}`) ?? "";
    return `/apis/${apiVersion}${namespace === undefined ? "" : `/namespaces/${namespace}`}/${plural}/${name}`;
  };
  const ask = async (method: string, path: string, body?: object): Promise<unknown> => {
    const type = method === "PATCH" ? "application/merge-patch+json" : "application/json";
    const answer = await fetch(`${url}${path}`, { method, headers: { "content-type": type }, ...(body !== undefined && { body: JSON.stringify(body) }) });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`);
    return JSON.parse(text) as unknown;
  };
  return {
    url,
    define: async (definitions) => {
      for (const definition of definitions) {
        await ask("POST", extensions, definition);
        const { group, names, versions } = definition.spec;
        plurals.set(`${group}/${names.kind}`, names.plural);
        const version = versions.find(({ served }) => served)?.name ?? "";
        // The list of kinds follows the objects' own page with a delay.
        const isListed = async (): Promise<boolean> => {
          const page = await fetch(`${url}/apis/${group}/${version}`);
          return page.ok && (await page.text()).includes(`"kind":"${names.kind}"`) && (await fetch(`${url}/apis/${group}/${version}/${names.plural}`)).ok;
        };
        await waitReady(child, isListed, { what: definition.metadata.name });
      }
    },
    create: async (object) => {
      const path = pathOf(object);
      await ask("POST", `${path.slice(0, path.lastIndexOf("/"))}?fieldValidation=Strict`, object);
    },
    patch: async (object, change, part) => {
      await ask("PATCH", `${pathOf(object)}${part === undefined ? "" : `/${part}`}`, change);
    },
    remove: async (object) => {
      await ask("DELETE", pathOf(object));
    },
  };
}

/** Resource definitions out of a file of a Go module, which `go.mod` of a folder beside this file pins; only those of these kinds. */
export async function definitionsIn(
  go: string,
  source: { readonly folder: string; readonly module: string; readonly path: string },
  kinds: readonly string[],
): Promise<readonly KubeDefinition[]> {
  const { stdout } = await run(go, ["mod", "download", "-json", source.module], { cwd: join(import.meta.dirname, source.folder) });
  const { Dir: dir } = JSON.parse(stdout) as { readonly Dir: string };
  const text = await readFile(join(dir, source.path), "utf8");
  const documents = parseAllDocuments(text).map((document) => document.toJS() as KubeDefinition | null);
  return documents.filter(
    (document) => document !== null && document.kind === "CustomResourceDefinition" && kinds.includes(document.spec.names.kind),
  ) as readonly KubeDefinition[];
}
