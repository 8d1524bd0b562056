import { describe, expect, it } from "vitest";
import { readServeSettings } from "./serve-settings.ts";

const surroundings = { cwd: "/srv/edge", hostname: "node one", pid: 7 };

function read(given: Record<string, string | boolean | undefined>, env: Record<string, string> = {}) {
  return readServeSettings({ given, env, ...surroundings });
}

function problemsOf(given: Record<string, string | boolean | undefined>, env: Record<string, string> = {}): readonly string[] {
  const result = read(given, env);
  return "problems" in result ? result.problems.map((problem) => problem.detail) : [];
}

function settingsOf(given: Record<string, string | boolean | undefined>, env: Record<string, string> = {}) {
  const result = read(given, env);
  if ("problems" in result) throw new Error(result.problems.map((problem) => problem.detail).join("; "));
  return result.settings;
}

describe("readServeSettings", () => {
  it("has the defaults of the design", () => {
    const settings = settingsOf({});
    expect(settings).toMatchObject({
      roles: new Set(["discovery", "ratelimit", "authz", "admin"]),
      discoveryAddress: { host: "127.0.0.1", port: 18_000 },
      adminAddress: { host: "127.0.0.1", port: 18_080 },
      store: { kind: "sqlite", path: "/srv/edge/.sluice/sluice.db" },
      stateDir: "/srv/edge/.sluice",
      sealKeyFile: "/srv/edge/.sluice/seal.key",
      adminKeyFile: "/srv/edge/.sluice/admin.key",
      replicaId: "node-one-7",
      history: { keep: 1000, ageMs: 90 * 86_400_000 },
      logLevel: "info",
      logFormat: "json",
      warnings: [],
    });
    expect(settings.tls).toBeUndefined();
  });

  it("takes the flag before the variable, and an empty variable as none", () => {
    expect(settingsOf({ adminAddress: "127.0.0.1:1" }, { SLUICE_ADMIN_ADDRESS: "127.0.0.1:2" }).adminAddress.port).toBe(1);
    expect(settingsOf({}, { SLUICE_ADMIN_ADDRESS: "127.0.0.1:2" }).adminAddress.port).toBe(2);
    expect(settingsOf({}, { SLUICE_ADMIN_ADDRESS: "" }).adminAddress.port).toBe(18_080);
    expect(settingsOf({ insecureListen: true, adminAddress: ":1" }).warnings).toHaveLength(1);
    expect(settingsOf({ adminAddress: ":1" }, { SLUICE_INSECURE_LISTEN: "true" }).warnings).toHaveLength(1);
  });

  it("reads names of clients that are let in, and says what is wrong with them", () => {
    const tls = { tlsCertFile: "tls.crt", tlsKeyFile: "tls.key", clientCaFile: "ca.pem" };
    expect(settingsOf({ ...tls, clientNames: "URI:spiffe://fleet/edge/*, DNS:*.edge.example,IP_ADDRESS:10.0.0.1" }).lanes.clientNames).toEqual([
      { sanType: "URI", prefix: "spiffe://fleet/edge/" },
      { sanType: "DNS", suffix: ".edge.example" },
      { sanType: "IP_ADDRESS", exact: "10.0.0.1" },
    ]);
    expect(settingsOf(tls).lanes.clientNames).toBeUndefined();
    for (const clientNames of ["edge.example", "DNS:*", "DNS:", "dns:a", "DNS:a*b", "DNS:*a*", "DNS:a,,DNS:b"]) {
      expect(problemsOf({ ...tls, clientNames })).toEqual([expect.stringContaining(`Option --client-names "${clientNames}" must be names with their types`)]);
    }
    expect(problemsOf({ clientNames: "DNS:a" })).toEqual([expect.stringContaining("needs --client-ca-file")]);
  });

  it("reads where proxies ask: an address, or a Unix socket, which needs no TLS", () => {
    expect(settingsOf({}).limits.address).toEqual({ kind: "tcp", host: "127.0.0.1", port: 18_001 });
    const unix = settingsOf({
      roles: "authz,ratelimit",
      auth: "a",
      limits: "l",
      ratelimitAddress: "unix:/run/sluice/limits.sock",
      authzAddress: "unix:authz.sock?mode=660",
    });
    expect(unix.limits.address).toEqual({ kind: "unix", path: "/run/sluice/limits.sock" });
    expect(unix.authz.address).toEqual({ kind: "unix", path: "authz.sock", mode: 0o660 });
    expect(problemsOf({ ratelimitAddress: "18001" })).toEqual([expect.stringContaining("must be HOST:PORT, for example 127.0.0.1:18001, or unix:PATH")]);
    expect(problemsOf({ ratelimitAddress: `unix:/${"s".repeat(103)}` })).toEqual([expect.stringContaining("has a path of more than 103 bytes")]);
  });

  it("reads bounds of the lane, and says what is wrong with them", () => {
    expect(settingsOf({}).lanes).toEqual({ kind: "http2", limits: {}, clientNames: undefined });
    expect(settingsOf({ laneLimits: "maxConnections=20000, idleTimeoutMs=60000" }).lanes.limits).toEqual({ maxConnections: 20_000, idleTimeoutMs: 60_000 });
    expect(problemsOf({ laneLimits: "maxConections=5" })).toEqual([
      expect.stringContaining("names a limit maxConections, which there is not: did you mean maxConnections?"),
    ]);
    expect(problemsOf({ laneLimits: "maxConnections=0" })).toEqual([
      expect.stringContaining("Limit maxConnections is 0: use a whole number from 1 to 1000000"),
    ]);
    expect(problemsOf({ laneLimits: "maxConnections" })).toEqual([expect.stringContaining("must be NAME=NUMBER")]);
  });

  it("reads etcd with user, TLS and prefix", () => {
    const settings = settingsOf({
      store: "etcd:https://a:2379,https://b:2379",
      etcdUser: "sluice",
      etcdPasswordFile: "etcd.password",
      etcdCaFile: "/tls/ca.pem",
      etcdCertFile: "/tls/cert.pem",
      etcdKeyFile: "/tls/key.pem",
      etcdPrefix: "edge/",
      sealKeyFile: "seal.key",
    });
    expect(settings.store).toEqual({
      kind: "etcd",
      endpoints: ["https://a:2379", "https://b:2379"],
      prefix: "edge/",
      user: { name: "sluice", passwordFile: "/srv/edge/etcd.password" },
      caFile: "/tls/ca.pem",
      client: { certFile: "/tls/cert.pem", keyFile: "/tls/key.pem" },
    });
    expect(settings.sealKeyFile).toBe("/srv/edge/seal.key");
  });

  it("reads where authorization remembers things: where counters are, or elsewhere", () => {
    expect(settingsOf({}).authz.state).toEqual({ kind: "memory" });
    expect(settingsOf({ counters: "redis://a" }).authz.state).toMatchObject({ kind: "redis", hosts: [{ host: "a", port: 6379 }], how: { prefix: "sluice:" } });
    expect(settingsOf({ counters: "redis://a", authState: "memory" }).authz.state).toEqual({ kind: "memory" });
    const secret = { authState: "rediss://b", redisPasswordFile: "redis.password", redisCaFile: "ca.pem" };
    expect(settingsOf(secret).authz.state).toMatchObject({ tls: true, how: { passwordFile: "/srv/edge/redis.password", caFile: "/srv/edge/ca.pem" } });
    expect(problemsOf({ ...secret, authState: "memory" })).toEqual([
      expect.stringContaining("need --counters rediss://… or --auth-state rediss://…"),
      expect.stringContaining("A password for Redis (redis.password) needs --counters redis://… or --auth-state redis://…"),
    ]);
    expect(problemsOf({ authState: "etcd://a" })).toEqual([expect.stringContaining('Option --auth-state "etcd://a" must be memory, redis://HOST:PORT')]);
  });

  it("puts the seal key beside the embedded store", () => {
    expect(settingsOf({ store: "sqlite:/data/edge.db" }).sealKeyFile).toBe("/data/seal.key");
    expect(settingsOf({ store: "memory" }).sealKeyFile).toBeUndefined();
  });

  it.each([
    [
      { roles: "discovery,queue" },
      'Option --roles "discovery,queue" names the role queue, which is not in this version; it has discovery, ratelimit, authz and admin',
    ],
    [{ roles: "authz,admin", auth: "a" }, 'Option --auth "a" is for a process whose roles need no store, --roles authz; with a store, policies are objects'],
    [{ roles: "authz", authDefault: "main" }, 'Option --auth-default "main" needs --auth FOLDER'],
    [{ roles: "admni" }, 'Option --roles "admni" names the unknown role "admni"; this version has discovery, ratelimit, authz and admin: did you mean admin?'],
    [{ workers: "2", counters: "redis://a" }, 'Option --workers "2" is for the roles ratelimit and authz: run discovery and admin in a process of its own'],
    [{ workers: "0" }, 'Option --workers "0" must be a whole number of 1 to 256'],
    [
      { roles: "ratelimit", limits: "l", workers: "4" },
      'Option --workers "4" needs counters that workers share, --counters redis://HOST:PORT: each with its own memory would admit every limit 4 times',
    ],
    [
      { roles: "ratelimit", workers: "4", counters: "redis://a" },
      'Option --workers "4" needs a store that several processes can open, --store etcd:…, not sqlite; or --limits FOLDER or --limits-xds URL, which need none',
    ],
    [
      { roles: "ratelimit", limits: "l", workers: "2", counters: "redis://a", ratelimitAddress: "unix:a.sock" },
      'Option --workers "2" needs a port, which processes can share: Option --ratelimit-address is the Unix socket a.sock',
    ],
    [{ limitsXds: "plane:18000" }, 'Option --limits-xds "plane:18000" must be http://HOST:PORT or https://HOST:PORT, for example http://127.0.0.1:18000'],
    [{ limitsXdsCluster: "edge" }, 'Option --limits-xds-cluster "edge" needs --limits-xds http://HOST:PORT'],
    [{ limitsXds: "http://a:1", limits: "l" }, 'Options --limits "l" and --limits-xds "http://a:1" both say where limits come from: give one of them'],
    [{ limitsXds: "https://a:1", limitsXdsKeyFile: "k" }, "Options --limits-xds-cert-file and --limits-xds-key-file go together: one of them is missing"],
    [
      { limitsXds: "http://a:1", limitsXdsCaFile: "ca.pem" },
      'Options --limits-xds-ca-file and --limits-xds-cert-file need --limits-xds https://HOST:PORT, not "http://a:1"',
    ],
    [
      { roles: "authz", auth: "a", workers: "2", authzAddress: "127.0.0.1:0" },
      'Option --workers "2" needs a port that is known: Option --authz-address lets the system choose one',
    ],
    [{ adminAddress: "18080" }, 'Option --admin-address "18080" must be HOST:PORT, for example 127.0.0.1:18080 or [::1]:18080, with a port of 0 to 65535'],
    [{ store: "postgres://x" }, 'Option --store "postgres://x" must be sqlite:PATH, etcd:http://HOST:PORT[,…] or memory'],
    [{ store: "etcd:a:2379", sealKeyFile: "k" }, 'Option --store "etcd:a:2379" has the endpoint "a:2379", which is not http://HOST:PORT or https://HOST:PORT'],
    [{ store: "etcd:" }, 'Option --store "etcd:" has the endpoint "", which is not http://HOST:PORT or https://HOST:PORT'],
    [
      { store: "etcd:http://a:1,https://b:1" },
      'Option --store "etcd:http://a:1,https://b:1" mixes http and https endpoints: all of one etcd must speak the same',
    ],
    [{ store: "etcd:http://u:p@a:1" }, 'Option --store "etcd:http://***@a:1" has a user in an endpoint: give it by --etcd-user and --etcd-password-file'],
    [{ logLevel: "warning" }, 'Option --log-level "warning" must be debug, info, warn, error or silent'],
    [{ logLevel: "inof" }, 'Option --log-level "inof" must be debug, info, warn, error or silent: did you mean info?'],
    [{ historyKeep: "0" }, 'Option --history-keep "0" must be a whole number of 1 or more'],
    [{ historyAge: "90" }, 'Option --history-age "90" must be a length of time, for example 90d'],
    [{ tlsCertFile: "c" }, "Options --tls-cert-file and --tls-key-file go together: one of them is missing"],
    [{ clientCaFile: "c" }, 'Option --client-ca-file "c" needs --tls-cert-file and --tls-key-file: client certificates come by TLS'],
    [{ etcdUser: "root" }, 'Option --etcd-user "root" needs --store etcd:…, the store is sqlite'],
    [{ replicaId: "a b" }, "Option --replica-id \"a b\" must be 1 to 63 letters, digits, '.', '_' or '-'"],
    [{ adminAddress: "0.0.0.0:18080" }, "Refusing to listen without TLS: admin on 0.0.0.0:18080"],
  ])("refuses %j", (given, sentence) => {
    expect(problemsOf(given)).toEqual([sentence]);
  });

  it("names the variable when the value came from there", () => {
    expect(problemsOf({}, { SLUICE_LOG_FORMAT: "xml" })).toEqual(['Variable SLUICE_LOG_FORMAT "xml" must be json or text']);
    expect(problemsOf({}, { SLUICE_INSECURE_LISTEN: "yes" })).toEqual(['Variable SLUICE_INSECURE_LISTEN "yes" must be 1, true, 0 or false']);
  });

  it("tells every problem at once", () => {
    expect(problemsOf({ roles: "x", store: "y", logLevel: "z" })).toHaveLength(3);
  });

  it("needs a seal key on etcd and asks only about roles that run", () => {
    expect(problemsOf({ store: "etcd:http://a:2379" })[0]).toContain("Option --seal-key-file is missing");
    expect(problemsOf({ roles: "discovery", adminAddress: "0.0.0.0:1" })).toEqual([]);
  });
});
