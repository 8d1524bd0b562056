/** One value that breaks a rule of the .proto files, so that Envoy would refuse the message. */
export interface Violation {
  /** JSON Pointer in the message's JSON form, field names in snake_case; the fields of an Any stand beside its `@type`. */
  readonly pointer: string;
  /** The rule, as the .proto file has it: `duration.gt`, `string.min_len`, `oneof.required`. */
  readonly rule: string;
  /** What was found there; `undefined` when it is missing. */
  readonly value: unknown;
  /** In Envoy's words: `ClusterValidationError.ConnectTimeout: value must be greater than 0s`. */
  readonly text: string;
}

/** A rule that a value breaks, with Envoy's reason. */
export interface Broken {
  readonly rule: string;
  readonly reason: string;
}

/** Asks one value; `undefined` when it is fine. */
export type Check = (value: unknown) => Broken | undefined;
