import { codec } from "../../../src/gen/codec.ts";
import { decodeRequest, RequestDecodeError } from "../../../src/ratelimit/grpc/decode-request.ts";
import type { FuzzTarget } from "./fuzz-target.ts";

const request = codec("envoy.service.ratelimit.v3.RateLimitRequest");

/**
 * The decoder of rate-limit requests that is written by hand. Whatever comes: it throws nothing but its own error, and where it and the generated decoder both
 * find a message, they find the same domain and entries.
 */
export const rateLimitRequest: FuzzTarget = {
  name: "rate-limit-request",
  seeds: () => [
    request.encode({ domain: "edge", descriptors: [{ entries: [{ key: "user", value: "alice" }] }], hits_addend: 3 }),
    request.encode({
      domain: "é",
      descriptors: [{ entries: [{ key: "a" }, { key: "b", value: "c" }], limit: { requests_per_unit: 5, unit: 2 } }, { entries: [] }],
    }),
  ],
  run: (input) => {
    const ours = attempt(() => decodeRequest({ buffer: input, start: 0, end: input.length }));
    if ("error" in ours && !(ours.error instanceof RequestDecodeError)) throw ours.error;
    const theirs = attempt(() => request.decode(input));
    if ("error" in ours || "error" in theirs) return `${"error" in ours} ${"error" in theirs}`;
    const wanted = summary(theirs.value.domain ?? "", theirs.value.descriptors ?? []);
    const found = summary(ours.value.domain, ours.value.descriptors);
    // Bytes that are no UTF-8 are another thing to either of them.
    if (wanted !== found && !/\uFFFD|\\u0000/u.test(wanted + found)) throw new Error(`Decoded by hand ${found}, by the generated decoder ${wanted}`);
    return `${ours.value.descriptors.length} ${ours.value.descriptors[0]?.entries.length ?? "none"}`;
  },
};

type Attempt<T> = { readonly value: T } | { readonly error: unknown };

function attempt<T>(task: () => T): Attempt<T> {
  try {
    return { value: task() };
  } catch (error) {
    return { error };
  }
}

function summary(domain: string, descriptors: readonly { readonly entries?: readonly { readonly key?: string; readonly value?: string }[] }[]): string {
  return JSON.stringify([domain, descriptors.map(({ entries = [] }) => entries.map(({ key = "", value = "" }) => [key, value]))]);
}
