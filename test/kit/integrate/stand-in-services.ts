import { Server, ServerCredentials, type ServerUnaryCall, type ServiceDefinition, type sendUnaryData } from "@grpc/grpc-js";
import type { CheckRequest, CheckResponse } from "../../../src/gen/envoy/service/auth/v3.ts";
import {
  RateLimitResponse_Code as Code,
  type RateLimitRequest,
  type RateLimitResponse,
  RateLimitResponse_RateLimit_Unit as Unit,
} from "../../../src/gen/envoy/service/ratelimit/v3.ts";
import { type Service, service } from "../../../src/gen/service.ts";
import { atEnd } from "../binary/at-end.ts";
import type { TestCertificate } from "../tls/certificates.ts";
import type { MeshServices } from "./mesh-services.ts";

/** How {@link startStandIns} answers. */
export interface StandInOptions {
  /** Requests that each descriptor admits. */
  readonly limit: number;
  /** Policy that a request has to name. */
  readonly policy: string;
  readonly goodKey: string;
  /** How long every answer takes. Default 0. */
  readonly delayMs?: number;
  readonly tls?: { readonly server: TestCertificate; readonly clientCa?: string };
}

/** Services of both kinds that are simpler than ours: a counter a descriptor, and one good key. */
export async function startStandIns(options: StandInOptions): Promise<MeshServices> {
  const limits = service("envoy.service.ratelimit.v3.RateLimitService");
  const decisions = service("envoy.service.auth.v3.Authorization");
  const counters = new Map<string, number>();
  const ratelimit = await listen(limits, { ShouldRateLimit: unary((request: RateLimitRequest) => decide(request, counters, options.limit), options) }, options);
  const authz = await listen(decisions, { Check: unary((request: CheckRequest) => check(request, options), options) }, options);
  return { ratelimit: ratelimit.address, authz: authz.address, stopRateLimit: ratelimit.stop, stopAuthz: authz.stop };
}

function decide({ domain, descriptors = [] }: RateLimitRequest, counters: Map<string, number>, limit: number): RateLimitResponse {
  const statuses = descriptors.map(({ entries, hits_addend: hits }) => {
    const key = JSON.stringify([domain, entries]);
    const count = (counters.get(key) ?? 0) + Number(hits?.value ?? 1);
    counters.set(key, count);
    return {
      code: count > limit ? Code.OVER_LIMIT : Code.OK,
      current_limit: { requests_per_unit: limit, unit: Unit.DAY },
      limit_remaining: Math.max(0, limit - count),
    };
  });
  return { overall_code: statuses.some(({ code }) => code === Code.OVER_LIMIT) ? Code.OVER_LIMIT : Code.OK, statuses };
}

function check({ attributes }: CheckRequest, { goodKey, policy }: StandInOptions): CheckResponse {
  if (attributes?.context_extensions?.["sluice.target"] !== policy)
    return { status: { code: 13 }, error_response: { status: { code: 500 }, body: "No policy" } };
  return attributes.request?.http?.headers?.["x-api-key"] === goodKey
    ? { status: { code: 0 } }
    : { status: { code: 7 }, denied_response: { status: { code: 403 } } };
}

function unary<Q, R>(answer: (request: Q) => R, { delayMs = 0 }: StandInOptions) {
  return (call: ServerUnaryCall<Q, R>, done: sendUnaryData<R>): void => void setTimeout(() => done(null, answer(call.request)), delayMs);
}

async function listen(definition: Service<never> | object, handlers: object, { tls }: StandInOptions): Promise<{ address: string; stop: () => Promise<void> }> {
  const server = new Server();
  server.addService(definition as ServiceDefinition, handlers as never);
  const pair = tls && [{ cert_chain: Buffer.from(tls.server.chain), private_key: Buffer.from(tls.server.privateKey) }];
  const clientCa = tls?.clientCa === undefined ? null : Buffer.from(tls.clientCa);
  const credentials = pair === undefined ? ServerCredentials.createInsecure() : ServerCredentials.createSsl(clientCa, pair, clientCa !== null);
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync("127.0.0.1:0", credentials, (error, bound) => (error === null ? resolve(bound) : reject(error)));
  });
  const stop = (): Promise<void> => Promise.resolve(server.forceShutdown());
  atEnd(() => void stop());
  return { address: `127.0.0.1:${port}`, stop };
}
