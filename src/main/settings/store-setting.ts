import { isAbsolute, resolve } from "node:path";
import { textSchema } from "./option.ts";

/** Which store was asked for. `path` of the embedded one is undefined when it is to lie in the state folder. */
export type StoreSetting =
  | { readonly kind: "memory" }
  | { readonly kind: "sqlite"; readonly path: string | undefined }
  | { readonly kind: "etcd"; readonly endpoints: readonly string[] };

const expected = "must be sqlite:PATH, etcd:http://HOST:PORT[,…] or memory";

/** Reads `memory`, `sqlite`, `sqlite:PATH`, `etcd:http://a:2379,http://b:2379`. */
function parseStoreSetting(text: string): { readonly value: StoreSetting } | { readonly expected: string } {
  const [kind, rest] = splitOnce(text);
  if (kind === "memory" && rest === undefined) return { value: { kind: "memory" } };
  if (kind === "sqlite" && rest === undefined) return { value: { kind: "sqlite", path: undefined } };
  if (kind === "sqlite" && rest !== undefined && rest !== "") return { value: { kind: "sqlite", path: rest } };
  if (kind === "etcd") return parseEndpoints(rest ?? "");
  return { expected };
}

/** The schema of `--store`. */
export const storeSchema = textSchema(parseStoreSetting);

/** The path of the embedded store: as given, relative to the working folder, or `sluice.db` in the state folder. */
export function sqlitePath(path: string | undefined, options: { stateDir: string; cwd: string }): string {
  if (path === undefined) return resolve(options.stateDir, "sluice.db");
  return isAbsolute(path) ? path : resolve(options.cwd, path);
}

function parseEndpoints(list: string): { readonly value: StoreSetting } | { readonly expected: string } {
  const endpoints = list.split(",").map((endpoint) => endpoint.trim());
  for (const endpoint of endpoints) {
    const wrong = endpointFault(endpoint);
    if (wrong !== undefined) return { expected: wrong };
  }
  const schemes = new Set(endpoints.map((endpoint) => new URL(endpoint).protocol));
  if (schemes.size > 1) return { expected: "mixes http and https endpoints: all of one etcd must speak the same" };
  return { value: { kind: "etcd", endpoints: endpoints.map((endpoint) => new URL(endpoint).origin) } };
}

function endpointFault(endpoint: string): string | undefined {
  const wrong = `has the endpoint ${JSON.stringify(endpoint)}, which is not http://HOST:PORT or https://HOST:PORT`;
  if (!URL.canParse(endpoint)) return wrong;
  const url = new URL(endpoint);
  if (url.username !== "" || url.password !== "") return "has a user in an endpoint: give it by --etcd-user and --etcd-password-file";
  const isPlain = url.pathname === "/" && url.search === "" && url.hash === "" && url.port !== "";
  return (url.protocol === "http:" || url.protocol === "https:") && isPlain ? undefined : wrong;
}

function splitOnce(text: string): [head: string, rest: string | undefined] {
  const colon = text.indexOf(":");
  return colon === -1 ? [text, undefined] : [text.slice(0, colon), text.slice(colon + 1)];
}
