/** The real programs that the project can find or fetch. */
export type BinaryName = "envoy" | "etcd" | "redis" | "go";

/** Names of the files that the programs have on `$PATH`. */
export const executableNames: Readonly<Record<BinaryName, string>> = { envoy: "envoy", etcd: "etcd", redis: "redis-server", go: "go" };

/** The environment variables by which a person names a program of their own. */
export const environmentNames: Readonly<Record<BinaryName, string>> = {
  envoy: "SLUICE_ENVOY",
  etcd: "SLUICE_ETCD",
  redis: "SLUICE_REDIS",
  go: "SLUICE_GO",
};
