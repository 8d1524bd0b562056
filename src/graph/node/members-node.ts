/** The proxies of a group, for themselves. */
export interface MembersNode {
  readonly group: string;
  /** Ids of nodes, sorted. */
  readonly ids: readonly string[];
}
