/** What the bench calls. */
export const shouldRateLimit = "/envoy.service.ratelimit.v3.RateLimitService/ShouldRateLimit";

/** RateLimitRequest with a domain and one descriptor of one entry, 35 bytes. */
export const request: Buffer = Buffer.from("\n\u0005bench\u0012\u001a\n\u0018\n\u000bdescriptor0\u0012\u0009value0001");
