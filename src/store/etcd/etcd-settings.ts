import { StoreError } from "../store.ts";

/** An etcd, 3.4 or newer, that replicas share. */
export interface EtcdSettings {
  readonly kind: "etcd";
  /** `http://HOST:PORT` or `https://HOST:PORT`, one or more members of one cluster. */
  readonly endpoints: readonly string[];
  /** What all keys start with, default `/sluice/`; so that several fleets, and other programs, share an etcd. */
  readonly prefix?: string;
  /** For https: the authorities to trust (default: the system's) and this client's certificate, as PEM texts. */
  readonly tls?: EtcdTls;
  readonly credentials?: { readonly user: string; readonly password: string };
  /** How long a call may take, in milliseconds, before it rejects with `ERR_STORE_UNAVAILABLE`; default 3,000. */
  readonly timeoutMs?: number;
}

/** PEM texts; `certificate` and `key` go together. */
export interface EtcdTls {
  readonly authorities?: string;
  readonly certificate?: string;
  readonly key?: string;
}

/** The settings with their defaults. */
export type ResolvedEtcdSettings = EtcdSettings & { readonly prefix: string; readonly timeoutMs: number };

/** Fills in defaults and refuses what cannot work: `ERR_STORE_INVALID_REQUEST`. */
export function resolveEtcdSettings(settings: EtcdSettings): ResolvedEtcdSettings {
  const { endpoints, prefix = "/sluice/", tls, timeoutMs = 3000 } = settings;
  if (endpoints.length === 0) throw invalid("An etcd store needs at least one endpoint, as http://127.0.0.1:2379");
  for (const endpoint of endpoints) checkEndpoint(endpoint);
  const isPlain = endpoints.some((endpoint) => endpoint.startsWith("http:"));
  if (isPlain && endpoints.some((endpoint) => endpoint.startsWith("https:"))) throw invalid(`Endpoints ${endpoints.join(", ")} mix http and https`);
  if (isPlain && tls !== undefined) throw invalid(`Endpoints ${endpoints.join(", ")} are http, the TLS settings need https`);
  if ((tls?.certificate === undefined) !== (tls?.key === undefined)) throw invalid("The client certificate for etcd and its key go together, one is missing");
  if (!/^[\x21-\x7e]+\/$/u.test(prefix)) throw invalid(`Key prefix "${prefix}" for etcd must be printable ASCII and end with a slash, as /sluice/`);
  return { ...settings, prefix, timeoutMs };
}

function checkEndpoint(endpoint: string): void {
  const url = URL.canParse(endpoint) ? new URL(endpoint) : undefined;
  const isBare = url !== undefined && /^https?:$/u.test(url.protocol) && url.pathname === "/" && url.search === "" && url.username === "";
  if (!isBare) throw invalid(`Endpoint "${endpoint}" of etcd is not http://HOST:PORT or https://HOST:PORT`);
}

function invalid(message: string): StoreError {
  return new StoreError("ERR_STORE_INVALID_REQUEST", message);
}
