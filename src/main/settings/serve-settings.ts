import { dirname, resolve } from "node:path";
import type { LaneAddress } from "../../http2/serve/lane.ts";
import { checkListen, type ListenAddress } from "../../kit/listen-address.ts";
import type { Problem } from "../../kit/problem.ts";
import type { HistoryLimits } from "../housekeeping.ts";
import { type AuthzSettings, readAuthzSettings } from "./authz-settings.ts";
import type { LaneSettings } from "./lane-settings.ts";
import { checkLimitServer } from "./limit-server-settings.ts";
import { type LimitSettings, readLimitSettings } from "./limit-settings.ts";
import { type OptionInput, type OptionValues, readOptions } from "./option.ts";
import { checkRedisSettings } from "./redis-settings.ts";
import { type serveOptions as Options, type Role, serveOptions } from "./serve-options.ts";
import { sqlitePath } from "./store-setting.ts";
import { checkWorkers } from "./worker-setting.ts";

/** Where the state is, with absolute paths. */
export type StoreSettings =
  | { readonly kind: "memory" }
  | { readonly kind: "sqlite"; readonly path: string }
  | {
      readonly kind: "etcd";
      readonly endpoints: readonly string[];
      readonly prefix: string;
      readonly user: { readonly name: string; readonly passwordFile: string } | undefined;
      readonly caFile: string | undefined;
      readonly client: KeyPairFiles | undefined;
    };

/** A certificate with its chain and its private key, both PEM. */
export interface KeyPairFiles {
  readonly certFile: string;
  readonly keyFile: string;
}

/** What of its roles a process does: all, all but the lanes (a supervisor's), or the lanes alone (a worker's). */
export type Part = "whole" | "front" | "worker";

/** Everything that `sluice serve` was told; paths are absolute. */
export interface ServeSettings {
  readonly roles: ReadonlySet<Role>;
  /** Processes that serve the lanes. */
  readonly workers: number;
  /** `whole` as it is read; a supervisor changes it for itself and its workers. */
  readonly part: Part;
  readonly discoveryAddress: ListenAddress;
  /** How old a stream of a proxy may become, milliseconds; undefined: as old as it will. */
  readonly maxStreamAgeMs: number | undefined;
  /** How often proxies report their load, milliseconds; undefined: never. */
  readonly loadReportIntervalMs: number | undefined;
  readonly adminAddress: ListenAddress;
  readonly store: StoreSettings;
  readonly stateDir: string;
  /** Undefined only for the memory store: then a key is made for the life of the process. */
  readonly sealKeyFile: string | undefined;
  readonly adminKeyFile: string;
  /** A person named the file: what it holds is the key. */
  readonly adminKeyGiven: boolean;
  readonly tls: KeyPairFiles | undefined;
  readonly clientCaFile: string | undefined;
  readonly lanes: LaneSettings;
  readonly limits: LimitSettings;
  readonly authz: AuthzSettings;
  readonly replicaId: string;
  /** What the history keeps. */
  readonly history: HistoryLimits;
  readonly logLevel: OptionValues<typeof Options>["logLevel"];
  readonly logFormat: OptionValues<typeof Options>["logFormat"];
  /** What every start has to log: listening without TLS. */
  readonly warnings: readonly Problem[];
}

/** Where the process runs. */
export interface Surroundings extends OptionInput {
  readonly cwd: string;
  readonly hostname: string;
  readonly pid: number;
}

/** Reads command line and environment; answers the settings or every problem at once. */
export function readServeSettings(input: Surroundings): { readonly settings: ServeSettings } | { readonly problems: readonly Problem[] } {
  const read = readOptions(serveOptions, input);
  if ("problems" in read) return read;
  const { values } = read;
  const paths = { cwd: input.cwd, stateDir: resolve(input.cwd, values.stateDir) };
  const listens = checkListening(values);
  const problems = [
    ...checkPairs(values),
    ...checkAuthz(values),
    ...checkEtcd(values),
    ...checkLimitServer(values),
    ...checkRedisSettings(values, [values.counters, ...(values.authState === undefined ? [] : [values.authState])]),
    ...checkWorkers(workerFacts(values)),
    ...listens.filter((problem) => problem.severity === "error"),
  ];
  if (problems.length > 0) return { problems };
  return {
    settings: {
      roles: values.roles,
      workers: values.workers,
      part: "whole",
      discoveryAddress: values.discoveryAddress,
      maxStreamAgeMs: values.maxStreamAge,
      loadReportIntervalMs: values.loadReportInterval,
      adminAddress: values.adminAddress,
      store: storeSettings(values, paths),
      stateDir: paths.stateDir,
      sealKeyFile: sealKeyFile(values, paths),
      adminKeyFile: resolve(input.cwd, values.adminKeyFile ?? resolve(paths.stateDir, "admin.key")),
      adminKeyGiven: values.adminKeyFile !== undefined,
      tls: keyPair(values.tlsCertFile, values.tlsKeyFile, input.cwd),
      clientCaFile: optionalPath(values.clientCaFile, input.cwd),
      lanes: { kind: values.lane, limits: values.laneLimits ?? {}, clientNames: values.clientNames },
      limits: readLimitSettings(values, input.cwd),
      authz: readAuthzSettings(values, input.cwd),
      replicaId: values.replicaId ?? `${input.hostname.replaceAll(/[^A-Za-z0-9._-]/gu, "-").slice(0, 40)}-${input.pid}`,
      history: { keep: values.historyKeep, ageMs: values.historyAge },
      logLevel: values.logLevel,
      logFormat: values.logFormat,
      warnings: listens,
    },
  };
}

type Values = OptionValues<typeof serveOptions>;

function checkPairs(values: Values): Problem[] {
  const problems: Problem[] = [];
  if ((values.tlsCertFile === undefined) !== (values.tlsKeyFile === undefined)) {
    problems.push(problem("Options --tls-cert-file and --tls-key-file go together: one of them is missing"));
  }
  if (values.clientCaFile !== undefined && values.tlsCertFile === undefined) {
    problems.push(problem(`Option --client-ca-file "${values.clientCaFile}" needs --tls-cert-file and --tls-key-file: client certificates come by TLS`));
  }
  if (values.clientNames !== undefined && values.clientCaFile === undefined) {
    problems.push(problem("Option --client-names needs --client-ca-file: without authorities no client shows a certificate"));
  }
  return problems;
}

function workerFacts({ workers, roles, counters, store, auth, limits, limitsXds, authzAddress, ratelimitAddress }: Values): Parameters<typeof checkWorkers>[0] {
  const shared = [
    { role: "ratelimit", option: "--ratelimit-address", address: ratelimitAddress },
    { role: "authz", option: "--authz-address", address: authzAddress },
  ] as const;
  const needsStore = (roles.has("ratelimit") && (limits ?? limitsXds) === undefined) || (roles.has("authz") && auth === undefined);
  return { workers, roles, counters, storeKind: store.kind, needsStore, shared: shared.filter(({ role }) => roles.has(role)) };
}

/** Policies come from files or from the store, not from both: whoever reads one of them would take it for the whole. */
function checkAuthz({ roles, auth, authDefault, limits, limitsXds }: Values): Problem[] {
  const alone = [...roles].every((role) => role === "authz" || (role === "ratelimit" && (limits ?? limitsXds) !== undefined));
  const problems: Problem[] = [];
  if (auth !== undefined && roles.has("authz") && !alone) {
    problems.push(problem(`Option --auth "${auth}" is for a process whose roles need no store, --roles authz; with a store, policies are objects`));
  }
  if (authDefault !== undefined && auth === undefined) problems.push(problem(`Option --auth-default "${authDefault}" needs --auth FOLDER`));
  return problems;
}

function checkEtcd(values: Values): Problem[] {
  if (values.store.kind !== "etcd") return checkNoEtcd(values);
  const problems: Problem[] = [];
  const isSecure = values.store.endpoints.every((endpoint) => endpoint.startsWith("https:"));
  if (values.sealKeyFile === undefined) {
    problems.push(
      problem("Option --seal-key-file is missing: on etcd all replicas need the same key; make one by: head -c 32 /dev/urandom | base64 > seal.key"),
    );
  }
  if ((values.etcdUser === undefined) !== (values.etcdPasswordFile === undefined)) {
    problems.push(problem("Options --etcd-user and --etcd-password-file go together: one of them is missing"));
  }
  if ((values.etcdCertFile === undefined) !== (values.etcdKeyFile === undefined)) {
    problems.push(problem("Options --etcd-cert-file and --etcd-key-file go together: one of them is missing"));
  }
  if (!isSecure && (values.etcdCaFile ?? values.etcdCertFile) !== undefined) {
    problems.push(problem(`Options --etcd-ca-file and --etcd-cert-file need https endpoints, not ${values.store.endpoints.join(",")}`));
  }
  return problems;
}

/** An etcd option beside another store is a mistake that would otherwise pass in silence. */
function checkNoEtcd(values: Values): Problem[] {
  const given = [
    ["--etcd-user", values.etcdUser],
    ["--etcd-password-file", values.etcdPasswordFile],
    ["--etcd-ca-file", values.etcdCaFile],
    ["--etcd-cert-file", values.etcdCertFile],
    ["--etcd-key-file", values.etcdKeyFile],
  ] as const;
  return given.flatMap(([flag, value]) =>
    value === undefined ? [] : [problem(`Option ${flag} "${value}" needs --store etcd:…, the store is ${values.store.kind}`)],
  );
}

function checkListening(values: Values): Problem[] {
  const tls = values.tlsCertFile !== undefined;
  const places: readonly { readonly role: Role; readonly address: ListenAddress | LaneAddress }[] = [
    { role: "discovery", address: values.discoveryAddress },
    { role: "admin", address: values.adminAddress },
    { role: "ratelimit", address: values.ratelimitAddress },
    { role: "ratelimit", address: values.ratelimitHttpAddress },
    { role: "authz", address: values.authzAddress },
  ];
  const wanted = places.filter(({ role }) => values.roles.has(role));
  // What is said on a Unix socket stays on the machine, and its file says who may speak.
  return wanted.flatMap(({ role, address }) => ("path" in address ? [] : (checkListen({ role, address, tls, insecure: values.insecureListen }) ?? [])));
}

function storeSettings(values: Values, paths: { cwd: string; stateDir: string }): StoreSettings {
  const { store } = values;
  if (store.kind === "memory") return store;
  if (store.kind === "sqlite") return { kind: "sqlite", path: sqlitePath(store.path, paths) };
  const { etcdUser, etcdPasswordFile } = values;
  const hasUser = etcdUser !== undefined && etcdPasswordFile !== undefined;
  return {
    kind: "etcd",
    endpoints: store.endpoints,
    prefix: values.etcdPrefix,
    user: hasUser ? { name: etcdUser, passwordFile: resolve(paths.cwd, etcdPasswordFile) } : undefined,
    caFile: optionalPath(values.etcdCaFile, paths.cwd),
    client: keyPair(values.etcdCertFile, values.etcdKeyFile, paths.cwd),
  };
}

function sealKeyFile(values: Values, paths: { cwd: string; stateDir: string }): string | undefined {
  if (values.sealKeyFile !== undefined) return resolve(paths.cwd, values.sealKeyFile);
  return values.store.kind === "sqlite" ? resolve(dirname(sqlitePath(values.store.path, paths)), "seal.key") : undefined;
}

function keyPair(certFile: string | undefined, keyFile: string | undefined, cwd: string): KeyPairFiles | undefined {
  return certFile === undefined || keyFile === undefined ? undefined : { certFile: resolve(cwd, certFile), keyFile: resolve(cwd, keyFile) };
}

function optionalPath(path: string | undefined, cwd: string): string | undefined {
  return path === undefined ? undefined : resolve(cwd, path);
}

function problem(detail: string): Problem {
  return { code: "INVALID_OPTION", pointer: "", detail };
}
