const unitMs: Readonly<Record<string, number>> = { H: 3_600_000, M: 60_000, S: 1000, m: 1, u: 0.001, n: 0.000_001 };

/**
 * Milliseconds of a `grpc-timeout` header, as `20m` or `1S`: at most eight digits and a unit. `undefined` when it is malformed.
 * Source: grpc/grpc, doc/PROTOCOL-HTTP2.md.
 */
export function parseGrpcTimeout(text: string): number | undefined {
  const unit = unitMs[text.slice(-1)];
  const digits = text.slice(0, -1);
  return unit !== undefined && /^\d{1,8}$/u.test(digits) ? Number(digits) * unit : undefined;
}
