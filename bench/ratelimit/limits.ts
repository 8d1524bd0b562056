import { codec } from "../../src/gen/codec.ts";

/** Descriptors of one request; each has a limit of its own that is never reached. */
const keys = ["generic_key", "user", "tenant", "path"] as const;

/** Limits in the reference service's format, in a domain of so many rules. What they do without a store is said where it is not the default, which other services have too. */
export function limitFile(rules: number, onOutage: "allow" | "error" = "error"): string {
  const limit = `unit: day, requests_per_unit: 4000000000${onOutage === "error" ? "" : `, on_outage: ${onOutage}`}`;
  const asked = keys.map((key) => `  - { key: ${key}, value: huge, rate_limit: { ${limit} } }\n`);
  const others = Array.from(
    { length: Math.max(0, rules - 1) },
    (_, index) => `  - { key: other, value: v${index}, rate_limit: { unit: day, requests_per_unit: 5 } }\n`,
  );
  return `domain: bench\ndescriptors:\n${(rules === 1 ? asked.slice(0, 1) : asked).join("")}${others.join("")}`;
}

/** The message that asks with so many descriptors. */
export function limitRequest(descriptors: number): Uint8Array {
  return codec("envoy.service.ratelimit.v3.RateLimitRequest").encode({
    domain: "bench",
    descriptors: keys.slice(0, descriptors).map((key) => ({ entries: [{ key, value: "huge" }] })),
  });
}
