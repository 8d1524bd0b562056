import { Client, credentials } from "@grpc/grpc-js";
import { codec } from "../../../src/gen/codec.ts";
import type { RateLimitRequest, RateLimitResponse } from "../../../src/gen/envoy/service/ratelimit/v3.ts";
import type { LimitRequest } from "../../../src/ratelimit/decide/request.ts";
import { wireUnits } from "../../../src/ratelimit/decide/rules/rule.ts";

const path = "/envoy.service.ratelimit.v3.RateLimitService/ShouldRateLimit";

/** A client of `RateLimitService` that does as Envoy does. */
export interface RateLimitClient {
  ask(request: RateLimitRequest, options?: { readonly timeoutMs?: number }): Promise<RateLimitResponse>;
  /** Sends bytes as they are. */
  send(message: Uint8Array): Promise<RateLimitResponse>;
  close(): void;
}

/** Connects to `host:port`; clients of one address share a connection unless they are to have their own. */
export function rateLimitClient(address: string, { ownConnection = false }: { readonly ownConnection?: boolean } = {}): RateLimitClient {
  const client = new Client(address, credentials.createInsecure(), ownConnection ? { "grpc.use_local_subchannel_pool": 1 } : {});
  const response = codec("envoy.service.ratelimit.v3.RateLimitResponse");
  const send = (message: Uint8Array, timeoutMs = 10_000): Promise<RateLimitResponse> =>
    new Promise((resolve, reject) => {
      client.makeUnaryRequest(
        path,
        (bytes: Uint8Array) => Buffer.from(bytes),
        response.decode,
        message,
        { deadline: Date.now() + timeoutMs },
        (error, answer) => (error === null && answer !== undefined ? resolve(answer) : reject(error ?? new Error("There is no answer"))),
      );
    });
  return {
    send,
    ask: (request, { timeoutMs } = {}) => send(codec("envoy.service.ratelimit.v3.RateLimitRequest").encode(request), timeoutMs),
    close: () => client.close(),
  };
}

/** A request as the message that Envoy would send. */
export function toMessage({ domain, descriptors, hitsAddend }: LimitRequest): RateLimitRequest {
  return {
    domain,
    hits_addend: hitsAddend,
    descriptors: descriptors.map(({ entries, hitsAddend: hits, isNegativeHits, limit }) => ({
      entries,
      ...(hits !== undefined && { hits_addend: { value: hits } }),
      ...(limit !== undefined && { limit: { requests_per_unit: limit.requestsPerUnit, unit: limit.unit as 1 } }),
      is_negative_hits: isNegativeHits,
    })),
  };
}

const unitNames = new Map<number, string>(Object.entries(wireUnits).map(([name, number]) => [number, name]));

/** Statuses in the short form of `statusTexts`. */
export function responseTexts({ statuses = [] }: RateLimitResponse): readonly string[] {
  return statuses.map(({ code, current_limit: limit, limit_remaining: remaining = 0 }) => {
    const word = code === 2 ? "OVER" : "OK";
    if (limit !== undefined) return `${word} ${remaining}/${limit.requests_per_unit ?? 0} ${unitNames.get(limit.unit ?? 0) ?? "?"}`;
    return remaining === 0 ? word : `${word} unlimited`;
  });
}
