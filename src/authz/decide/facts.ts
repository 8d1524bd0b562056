import type { ConsumerLookup } from "./directory/consumer.ts";

/** What decisions are made of beside the plan and the request. */
export interface Facts {
  readonly consumers: ConsumerLookup;
}
