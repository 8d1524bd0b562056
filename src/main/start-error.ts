/** Why the program cannot start. Each is printed as one sentence, without a stack, and ends the program with exit code 1. */
export type StartErrorCode =
  | "ERR_STATE_FOLDER"
  | "ERR_STATE_FOREIGN"
  | "ERR_STATE_OLD"
  | "ERR_STATE_NEWER"
  | "ERR_STATE_DAMAGED"
  | "ERR_STATE_IN_USE"
  | "ERR_FILE"
  | "ERR_PORT_TAKEN"
  | "ERR_PORT_BASE"
  | "ERR_LISTEN"
  | "ERR_LIMITS"
  | "ERR_AUTHZ"
  | "ERR_ENVOY_MISSING"
  | "ERR_CHILD"
  | "ERR_EXAMPLES";

/** A reason that a person can do something about; its message says what. */
export class StartError extends Error {
  override readonly name = "StartError";
  readonly code: StartErrorCode;
  constructor(code: StartErrorCode, message: string, options: { cause?: unknown } = {}) {
    super(message, options);
    this.code = code;
  }
}

/** The words of anything that was thrown. */
export function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}
