/** How much can be known of the store's newest state: revocations and changes come by its watch. */
export interface Freshness {
  /** Milliseconds since the watch last proved that it would tell of a change; 0 where there is no store. */
  readonly silentMs: number;
  /** Revocations that are in force and cannot be read here, because a newer program wrote them. Default: none. */
  readonly unreadable?: ReadonlySet<string>;
}
