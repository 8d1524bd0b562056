import type { Finding } from "../target.ts";
import type { CheckWorld } from "./check-world.ts";
import { at, getJson, listAt, type Page, textAt } from "./get-json.ts";
import { isAtLeast } from "./is-at-least.ts";

/** What one of the host's Envoys should have. */
export interface EnvoyExpectation {
  /** Its admin interface, `http://HOST:PORT`. */
  readonly admin: string;
  /** Clusters that lead to our services, by a part of their names: some hosts put more around it. */
  readonly clusters: readonly string[];
  /** HTTP filters that ask them, by a part of their type URL, as `filters.http.ext_authz.v3.ExtAuthz`. */
  readonly filters: readonly string[];
  /** The oldest version that does what the files ask for, as `1.36.0`. */
  readonly oldest: string;
}

/** Looks at one of the host's Envoys through its admin interface: version, filters, clusters, endpoints. */
export async function checkEnvoy(expected: EnvoyExpectation, world: CheckWorld): Promise<readonly Finding[]> {
  const subject = `Envoy ${expected.admin}`;
  const info = await getJson(`${expected.admin}/server_info`, world);
  if (!("json" in info)) return [{ subject, state: "bad", ...noAdmin(info) }];
  const [dump, clusters] = await Promise.all([getJson(`${expected.admin}/config_dump`, world), getJson(`${expected.admin}/clusters?format=json`, world)]);
  const findings = [
    versionFinding(textAt(info.json, "version"), expected.oldest),
    ...("json" in dump ? expected.filters.map((filter) => filterFinding(dump.json, filter)) : [unread("/config_dump")]),
    ...("json" in clusters ? expected.clusters.map((name) => clusterFinding(clusters.json, name)) : [unread("/clusters")]),
  ];
  return findings.map((finding) => ({ subject, ...finding }));
}

type Part = Omit<Finding, "subject">;

function noAdmin(page: Exclude<Page, { json: unknown }>): Omit<Part, "state"> {
  const detail = "fault" in page ? `Its admin interface does not answer: ${page.fault}` : `Its admin interface answers with status ${page.status}`;
  return { detail, hint: "Is this the address of Envoy's admin interface? In Kubernetes forward it first: kubectl port-forward POD 9901:ADMIN_PORT" };
}

function unread(path: string): Part {
  return { state: "unknown", detail: `Its page ${path} cannot be read` };
}

/** Envoy says `sha/1.40.0/Clean/RELEASE/BoringSSL`; builds of others may say something else in that place. */
function versionFinding(text: string, oldest: string): Part {
  const version = /\/(?<version>\d+\.\d+\.\d+)/u.exec(text)?.groups?.["version"];
  if (version === undefined) return { state: "unknown", detail: `It does not tell its version as Envoy does: ${text}` };
  if (isAtLeast(version, oldest)) return { state: "good", detail: `It is version ${version}` };
  return { state: "bad", detail: `It is version ${version}, which does not know all that the files ask for`, hint: `Update it to ${oldest} or newer` };
}

function filterFinding(dump: unknown, filter: string): Part {
  const name = filter.split(".").at(-1) ?? filter;
  if (JSON.stringify(dump).includes(`type.googleapis.com/envoy.extensions.${filter}"`)) return { state: "good", detail: `It has the filter ${name}` };
  return {
    state: "bad",
    detail: `It has no filter ${name}`,
    hint: "Are the files applied, and do they select this proxy? What does the host's control plane say of them?",
  };
}

function clusterFinding(page: unknown, name: string): Part {
  const cluster = listAt(page, "cluster_statuses").find((status) => textAt(status, "name").includes(name));
  if (cluster === undefined) return { state: "bad", detail: `It has no cluster ${name}`, hint: "Are the files applied, and do they select this proxy?" };
  const hosts = listAt(cluster, "host_statuses");
  if (hosts.length === 0)
    return { state: "bad", detail: `Its cluster ${name} has no endpoint`, hint: "Does the name of the address resolve on the proxy's machine?" };
  const failing = hosts.filter((host) => isFailing(host));
  if (failing.length < hosts.length)
    return { state: "good", detail: `Its cluster ${name} has ${hosts.length - failing.length} of ${hosts.length} endpoints that work` };
  return {
    state: "bad",
    detail: `No endpoint of its cluster ${name} works: no connection, or only errors`,
    hint: "Do proxies reach the address that was given? Does one side speak TLS and the other not?",
  };
}

/** Ejected, or nothing but failed connections or requests. */
function isFailing(host: unknown): boolean {
  const stats = new Map(listAt(host, "stats").map((stat) => [at(stat, "name"), Number(at(stat, "value") ?? 0)]));
  const [failed = 0, good = 0, errors = 0] = ["cx_connect_fail", "rq_success", "rq_error"].map((name) => stats.get(name) ?? 0);
  const ejected = at(host, "health_status", "failed_outlier_check") === true;
  return ejected || (good === 0 && failed + errors > 0);
}
