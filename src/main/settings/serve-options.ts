import { parseDuration } from "../../kit/duration.ts";
import { listenAddressText } from "../../kit/listen-address.ts";
import { nearestName } from "../../kit/nearest-name.ts";
import { authzOptions } from "./authz-options.ts";
import { laneOptions } from "./lane-options.ts";
import { limitOptions } from "./limit-options.ts";
import { defineOption, optionalText, switchSchema, textSchema } from "./option.ts";
import { storeSchema } from "./store-setting.ts";
import { addressSchema, listed, oneOf } from "./value-schemas.ts";
import { workersSchema } from "./worker-setting.ts";

/** The parts of the program that one process can run. */
export const roles = ["discovery", "ratelimit", "authz", "admin"] as const;

/** A part of the program that one process can run. */
export type Role = (typeof roles)[number];

/** Roles of the design that this version does not have. */
const laterRoles: readonly string[] = ["queue"];

/** How much is logged. */
const logLevels = ["debug", "info", "warn", "error", "silent"] as const;

/** In which form: JSON for machines, text for people. */
const logFormats = ["json", "text"] as const;

const rolesSchema = textSchema(parseRoles);

/** Every setting of `sluice serve`; `sluice dev` uses some of them. */
export const serveOptions = {
  roles: defineOption({
    flag: "--roles <list>",
    env: "SLUICE_ROLES",
    help: "what this process does",
    fallback: "discovery,ratelimit,authz,admin",
    schema: rolesSchema,
  }),
  workers: defineOption({
    flag: "--workers <count>",
    env: "SLUICE_WORKERS",
    help: "processes that serve ratelimit and authz on the same ports; more than one needs counters in Redis",
    fallback: "1",
    schema: workersSchema,
  }),
  discoveryAddress: defineOption({
    flag: "--discovery-address <host:port>",
    env: "SLUICE_DISCOVERY_ADDRESS",
    help: "where Envoys connect",
    fallback: listenAddressText({ host: "127.0.0.1", port: 18_000 }),
    schema: addressSchema,
  }),
  maxStreamAge: defineOption({
    flag: "--max-stream-age <time>",
    env: "SLUICE_MAX_STREAM_AGE",
    help: "how long a proxy stays on one replica, so that proxies spread over those that come later; off: for ever",
    fallback: "1h",
    schema: textSchema((text) => {
      if (text === "off") return { value: undefined };
      const parsed = parseDuration(text);
      const isGood = "ms" in parsed && parsed.ms >= 60_000 && parsed.ms <= 2_592_000_000;
      return isGood ? { value: parsed.ms } : { expected: "must be a length of time of 1m to 30d, for example 1h, or off" };
    }),
  }),
  loadReportInterval: defineOption({
    flag: "--load-report-interval <time>",
    env: "SLUICE_LOAD_REPORT_INTERVAL",
    help: "how often proxies report the load of services, which is shown beside them; off: never",
    fallback: "30s",
    schema: textSchema((text) => {
      if (text === "off") return { value: undefined };
      const parsed = parseDuration(text);
      const isGood = "ms" in parsed && parsed.ms >= 10_000 && parsed.ms <= 3_600_000;
      return isGood ? { value: parsed.ms } : { expected: "must be a length of time of 10s to 1h, for example 30s, or off" };
    }),
  }),
  adminAddress: defineOption({
    flag: "--admin-address <host:port>",
    env: "SLUICE_ADMIN_ADDRESS",
    help: "where the REST API listens",
    fallback: listenAddressText({ host: "127.0.0.1", port: 18_080 }),
    schema: addressSchema,
  }),
  store: defineOption({
    flag: "--store <url>",
    env: "SLUICE_STORE",
    help: "sqlite[:PATH], etcd:http://HOST:PORT[,…] or memory",
    fallback: "sqlite",
    schema: storeSchema,
  }),
  stateDir: defineOption({
    flag: "--state-dir <folder>",
    env: "SLUICE_STATE_DIR",
    help: "folder of the embedded store and the keys",
    fallback: ".sluice",
    schema: textSchema((text) => (text === "" ? { expected: "must name a folder" } : { value: text })),
  }),
  etcdPrefix: defineOption({
    flag: "--etcd-prefix <prefix>",
    env: "SLUICE_ETCD_PREFIX",
    help: "prefix of all keys in etcd",
    fallback: "/sluice/",
    schema: textSchema((text) =>
      /^[\x21-\x7e]+\/$/u.test(text) ? { value: text } : { expected: "must be printable ASCII without spaces and end with a slash" },
    ),
  }),
  etcdUser: defineOption({ flag: "--etcd-user <name>", env: "SLUICE_ETCD_USER", help: "user at etcd", schema: optionalText }),
  etcdPasswordFile: defineOption({
    flag: "--etcd-password-file <file>",
    env: "SLUICE_ETCD_PASSWORD_FILE",
    help: "file with the user's password",
    schema: optionalText,
  }),
  etcdCaFile: defineOption({
    flag: "--etcd-ca-file <file>",
    env: "SLUICE_ETCD_CA_FILE",
    help: "PEM certificates that etcd's certificate is checked by",
    schema: optionalText,
  }),
  etcdCertFile: defineOption({ flag: "--etcd-cert-file <file>", env: "SLUICE_ETCD_CERT_FILE", help: "client certificate for etcd", schema: optionalText }),
  etcdKeyFile: defineOption({ flag: "--etcd-key-file <file>", env: "SLUICE_ETCD_KEY_FILE", help: "its private key", schema: optionalText }),
  sealKeyFile: defineOption({
    flag: "--seal-key-file <file>",
    env: "SLUICE_SEAL_KEY_FILE",
    help: "key that secrets are sealed with; made beside the embedded store when absent, required for etcd",
    schema: optionalText,
  }),
  adminKeyFile: defineOption({
    flag: "--admin-key-file <file>",
    env: "SLUICE_ADMIN_KEY_FILE",
    help: "first admin key: taken from the file when it exists, else made and written to it; admin.key in the state folder when not given",
    schema: optionalText,
  }),
  tlsCertFile: defineOption({
    flag: "--tls-cert-file <file>",
    env: "SLUICE_TLS_CERT_FILE",
    help: "server certificate, PEM with its chain",
    schema: optionalText,
  }),
  tlsKeyFile: defineOption({ flag: "--tls-key-file <file>", env: "SLUICE_TLS_KEY_FILE", help: "its private key", schema: optionalText }),
  clientCaFile: defineOption({
    flag: "--client-ca-file <file>",
    env: "SLUICE_CLIENT_CA_FILE",
    help: "PEM certificates that Envoys' client certificates are checked by; discovery asks for one, ratelimit and authz insist on it",
    schema: optionalText,
  }),
  insecureListen: defineOption({
    flag: "--insecure-listen",
    env: "SLUICE_INSECURE_LISTEN",
    help: "listen without TLS on other addresses than loopback; every start says so in its log",
    schema: switchSchema,
  }),
  replicaId: defineOption({
    flag: "--replica-id <id>",
    env: "SLUICE_REPLICA_ID",
    help: "name of this process among the replicas; host name and process id when not given",
    schema: optionalText.refine((text) => text === undefined || /^[A-Za-z0-9._-]{1,63}$/u.test(text), "must be 1 to 63 letters, digits, '.', '_' or '-'"),
  }),
  historyKeep: defineOption({
    flag: "--history-keep <count>",
    env: "SLUICE_HISTORY_KEEP",
    help: "this many of the newest revisions stay in history and audit log, however old",
    fallback: "1000",
    schema: textSchema((text) => (/^[1-9]\d{0,8}$/u.test(text) ? { value: Number(text) } : { expected: "must be a whole number of 1 or more" })),
  }),
  historyAge: defineOption({
    flag: "--history-age <time>",
    env: "SLUICE_HISTORY_AGE",
    help: "revisions younger than this stay in history and audit log, however many",
    fallback: "90d",
    schema: textSchema((text) => {
      const parsed = parseDuration(text);
      return "ms" in parsed ? { value: parsed.ms } : { expected: "must be a length of time, for example 90d" };
    }),
  }),
  logLevel: defineOption({ flag: "--log-level <level>", env: "SLUICE_LOG_LEVEL", help: logLevels.join(", "), fallback: "info", schema: oneOf(logLevels) }),
  logFormat: defineOption({
    flag: "--log-format <format>",
    env: "SLUICE_LOG_FORMAT",
    help: logFormats.join(", "),
    fallback: "json",
    schema: oneOf(logFormats),
  }),
  ...laneOptions,
  ...limitOptions,
  ...authzOptions,
} as const;

function parseRoles(text: string): { readonly value: ReadonlySet<Role> } | { readonly expected: string } {
  const asked = text.split(",").map((role) => role.trim());
  for (const role of asked) {
    if (laterRoles.includes(role)) return { expected: `names the role ${role}, which is not in this version; it has ${listed(roles, "and")}` };
    if (!roles.some((known) => known === role)) return { expected: roleFault(role) };
  }
  return { value: new Set(roles.filter((role) => asked.includes(role))) };
}

function roleFault(role: string): string {
  const meant = nearestName(role, roles);
  return `names the unknown role ${JSON.stringify(role)}; this version has ${listed(roles, "and")}${meant === undefined ? "" : `: did you mean ${meant}?`}`;
}
