import type { Duration } from "../../gen/google/protobuf.ts";
import { durationParts } from "../../kit/duration.ts";

/** Milliseconds as Envoy's messages have them. */
export function duration(ms: number): Duration {
  const { seconds, nanos } = durationParts(ms);
  return { ...(seconds !== 0 && { seconds }), ...(nanos !== 0 && { nanos }) };
}
