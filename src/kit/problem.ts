/** How grave a finding is: an `error` refuses a write or takes a piece out of force, a `warning` is only shown. */
export type Severity = "error" | "warning";

/**
 * An expected failure, as a value. Problems are collected to the end, never first-one-wins.
 *
 * `code` is stable and documented (SCREAMING_SNAKE_CASE, for example `UNKNOWN_FIELD`); `pointer` is an RFC 6901 JSON Pointer
 * into the object that the person wrote (for example `/spec/rules/0/backends/1/weight`); `detail` names the thing and its
 * value; `hint` says what would be right.
 */
export interface Problem {
  readonly code: string;
  readonly pointer: string;
  readonly detail: string;
  readonly hint?: string;
  readonly severity?: Severity;
}
