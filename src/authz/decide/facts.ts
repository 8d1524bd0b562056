import type { ConsumerLookup } from "./directory/consumer.ts";
import type { RevocationLookup } from "./revocation/revocation-index.ts";

/** What decisions are made of beside the plan and the request. */
export interface Facts {
  readonly consumers: ConsumerLookup;
  readonly revocations: RevocationLookup;
}
