import { freePort } from "../../test/kit/binary/free-port.ts";
import { newPlace, replicaArguments, type ServedProgram, startServe } from "../../test/kit/program/serve-program.ts";

/** The rule that is asked about. */
export const target = "default/shop/all";

/** A process of the program that decides. */
export interface DecidingReplica {
  readonly program: ServedProgram;
  readonly port: number;
}

/** Starts replicas on one etcd, that share the folder of their keys. */
export async function startReplicas(count: number, etcdUrl: string): Promise<readonly DecidingReplica[]> {
  const first = await newPlace();
  const replicas: DecidingReplica[] = [];
  for (let number = 0; number < count; number += 1) {
    const place = number === 0 ? first : await newPlace(first.folder);
    const port = await freePort();
    const elsewhere = ["--ratelimit-address", "127.0.0.1:0", "--ratelimit-http-address", "127.0.0.1:0"];
    const own = [...replicaArguments(place, `r${number}`, etcdUrl), "--authz-address", `127.0.0.1:${port}`, ...elsewhere];
    replicas.push({ program: await startServe(place, own), port });
  }
  return replicas;
}

/** Keys of callers: one that stays good, and those to revoke. */
export interface CallerKeys {
  readonly kept: string;
  readonly revoked: readonly string[];
}

/** Writes a guarded rule and its callers; every replica decides by them when it returns. */
export async function writeCallers([first]: readonly DecidingReplica[], count: number): Promise<CallerKeys> {
  const keyOf = (name: string): string => `${name}-0123456789abcdef`;
  const names = ["kept", ...Array.from({ length: count }, (_, number) => `c${number}`)];
  const objects = [
    { kind: "NodeGroup", name: "edge", spec: {} },
    { kind: "Gateway", name: "web", spec: { level: 3, listeners: [{ name: "http", port: 8080, protocol: "http" }] } },
    { kind: "Service", name: "shop", spec: { endpoints: { static: [{ address: "127.0.0.1", port: 9001 }] } } },
    ...names.map((name) => ({ kind: "Consumer", name, spec: { credentials: { key: { apiKey: { value: keyOf(name) } } } } })),
    {
      kind: "Route",
      name: "shop",
      spec: { parents: [{ name: "web" }], rules: [{ name: "all", backends: [{ service: "shop" }], auth: { identify: [{ apiKey: {} }] } }] },
    },
  ];
  const requests = objects.map((object) => ({ method: "put" as const, object: object as never }));
  await first?.program.client.batch(requests, { force: "bench", waitMs: 20_000 });
  const [kept = "", ...revoked] = names.map(keyOf);
  return { kept, revoked };
}
