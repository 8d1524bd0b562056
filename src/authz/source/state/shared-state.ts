/**
 * What replicas remember together: short texts by key, each for a while. One that was set is there at every replica when its promise resolves. An
 * answer that is there at once is given at once; one that cannot be had throws, or is rejected with, an `AuthzError` (`ERR_AUTHZ_STATE`).
 */
export interface SharedState {
  /** Sets a text where there is none, for `forMs` milliseconds. Answers the one that is there now: the own one, or that of whoever was first. */
  claim(key: string, text: string, forMs: number): string | Promise<string>;
  /** The text; undefined when there is none, or its time is over. */
  get(key: string): string | undefined | Promise<string | undefined>;
  /** Sets a text for `forMs` milliseconds, whatever was there. */
  set(key: string, text: string, forMs: number): void | Promise<void>;
  /** Takes a text away; when `text` is given, only if it is that one. */
  delete(key: string, text?: string): void | Promise<void>;
}
