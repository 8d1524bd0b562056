import { beforeAll, expect, it } from "vitest";
import type { Output } from "../../../src/integrate/target.ts";
import { freePort } from "../binary/free-port.ts";
import { type HttpBackend, startHttpBackend } from "../traffic/http-backend.ts";
import { send, type TestResponse } from "../traffic/http-request.ts";
import type { MeshServices } from "./mesh-services.ts";
import { goodKey, newServicePlaces, type ServicePlaces, startSluiceServices } from "./sluice-services.ts";

/** Requests of one client that the services of these tests admit. */
const admitted = 3;

/** Options of `sluice integrate` with which these tests work, apart from addresses. A busy machine gets more time than a proxy should wait. */
export const limitOptions = [
  ...["--limit-by", "header:x-client", "--rate", `${admitted}/day`, "--policy", "mesh"],
  ...["--ratelimit-timeout", "5s", "--authz-timeout", "5s"],
] as const;

/** Where everything of a test is. */
export interface EnforcementPlaces extends ServicePlaces {
  /** Where the host's proxy takes requests. */
  readonly listenPort: number;
  readonly backendPort: number;
}

/** What {@link itEnforces} is about. */
export interface Enforcement {
  /** What `sluice integrate` writes; our services run with its side of it. */
  readonly generate: (places: EnforcementPlaces) => Promise<Output>;
  /** Starts the host's proxy. */
  readonly startProxy: (output: Output, places: EnforcementPlaces) => Promise<unknown>;
  /** Host header of requests. Default app.test. */
  readonly host?: string;
  /** Whether the host is told of limits at all. Default true. */
  readonly limits?: boolean;
  /** Whether a request without the header that limits go by is counted too; not every host can do that. Default true. */
  readonly countsAbsent?: boolean;
  /** Options of our services, as those for TLS. */
  readonly serveOptions?: () => Promise<readonly string[]>;
  /** What a request gets while the rate limit service is away. Default 200. */
  readonly withoutLimits?: number;
  /** What a request gets while the authorization service is away. Default 403. */
  readonly withoutAuthz?: number;
}

/** Allowed, denied, limited, and each service gone: what every host has to do with our services, which are real here, as the proxy is. */
export function itEnforces(enforcement: Enforcement): void {
  const { host = "app.test", limits = true, countsAbsent = limits, withoutLimits = 200, withoutAuthz = 403 } = enforcement;
  let services: MeshServices;
  let backend: HttpBackend;
  let port: number;

  beforeAll(async () => {
    backend = await startHttpBackend("app");
    port = await freePort();
    const places = { ...(await newServicePlaces()), listenPort: port, backendPort: backend.port };
    const output = await enforcement.generate(places);
    services = await startSluiceServices(output, places, await enforcement.serveOptions?.());
    await enforcement.startProxy(output, places);
  }, 120_000);

  const ask = (headers: Readonly<Record<string, string>>): Promise<TestResponse> => send({ port, host, headers });
  const statuses = async (count: number, headers: Readonly<Record<string, string>>): Promise<readonly number[]> => {
    const seen: number[] = [];
    for (let sent = 0; sent < count; sent++) seen.push((await ask({ "x-api-key": goodKey, ...headers })).status);
    return seen;
  };

  it("lets in who may enter, and nobody else", async () => {
    const before = backend.seen.length;
    expect((await ask({})).status).toBe(401);
    expect((await ask({ "x-api-key": "wrong-key-of-the-tests-0123" })).status).toBe(401);
    expect(backend.seen).toHaveLength(before);
    expect(await ask({ "x-api-key": goodKey, "x-client": "first" })).toMatchObject({ status: 200, backend: "app" });
  });

  /** What a host cannot do is no case of it. */
  const itWhere = (can: boolean, what: string, body: () => Promise<void>): void => {
    if (can) it(what, body);
  };

  itWhere(limits, "limits each client by itself", async () => {
    expect(await statuses(admitted + 1, { "x-client": "greedy" })).toEqual([...Array<number>(admitted).fill(200), 429]);
    expect(await statuses(1, { "x-client": "modest" })).toEqual([200]);
  });

  itWhere(countsAbsent, "counts requests without the header together", async () => {
    expect(await statuses(admitted + 1, {})).toEqual([...Array<number>(admitted).fill(200), 429]);
  });

  itWhere(limits, "fails as it is stated when the rate limit service is gone", async () => {
    await services.stopRateLimit();
    expect(await statuses(2, { "x-client": "greedy" })).toEqual([withoutLimits, withoutLimits]);
  });

  it("keeps everybody out when the authorization service is gone", async () => {
    await services.stopAuthz();
    expect(await statuses(2, { "x-client": "first" })).toEqual([withoutAuthz, withoutAuthz]);
  });
}
